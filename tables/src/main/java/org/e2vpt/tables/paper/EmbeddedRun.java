package org.e2vpt.tables.paper;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.e2vpt.harness.trial.TrialResult;
import org.e2vpt.harness.trial.TrialResult.Status;

/**
 * A model whose embedding a figure shows: a final run, trained again with its seed to embed its
 * images. A line of {@code embeddings.csv}.
 *
 * @param row id of the run's row
 * @param title of that row
 * @param task id of the data set
 * @param seed of the run
 * @param status how the last attempt ended
 * @param accuracy top-1 on the test set in percent; NaN unless the status is OK
 * @param trialId the trial in the journal, and the name of its files in {@code embeddings/}
 */
public record EmbeddedRun(
    String row,
    String title,
    String task,
    int seed,
    Status status,
    double accuracy,
    String trialId) {

  /** The file's name in the directory of a run. */
  public static final String FILE = "embeddings.csv";

  /** Its points and measures, in the directory of a run. */
  public static final String FOLDER = "embeddings";

  private static final CsvTable<EmbeddedRun> CSV =
      new CsvTable<>(
          ImmutableMap.<String, Function<EmbeddedRun, String>>builder()
              .put("row", EmbeddedRun::row)
              .put("title", EmbeddedRun::title)
              .put("task", EmbeddedRun::task)
              .put("seed", run -> Integer.toString(run.seed()))
              .put("status", run -> run.status().name().toLowerCase(Locale.ROOT))
              .put("accuracy", run -> Decimals.percent(run.accuracy()))
              .put("trial", EmbeddedRun::trialId)
              .buildOrThrow(),
          line ->
              new EmbeddedRun(
                  line.text("row"),
                  line.text("title"),
                  line.text("task"),
                  line.integer("seed"),
                  line.parse(
                      "status",
                      "how a trial ends",
                      word -> Status.valueOf(word.toUpperCase(Locale.ROOT))),
                  line.numberIfAny("accuracy"),
                  line.text("trial")));

  public EmbeddedRun {
    if (status == Status.OK != Double.isFinite(accuracy) || accuracy < 0 || accuracy > 100) {
      throw new IllegalArgumentException(
          "an embedded run has an accuracy of 0 to 100 percent if, and only if, its status is ok;"
              + " got %s with status %s".formatted(accuracy, status));
    }
    accuracy = Decimals.round(accuracy, 2);
  }

  /** A row's embedding from the journal's entry. */
  public static EmbeddedRun of(String row, String title, TrialResult result) {
    return new EmbeddedRun(
        row,
        title,
        result.trial().task(),
        result.trial().seed(),
        result.status(),
        result.measured().accuracy(),
        result.trial().id());
  }

  /** Whether there are files of it. */
  public boolean ok() {
    return status == Status.OK;
  }

  /** Their names in {@code embeddings/}. */
  public ImmutableList<String> files() {
    return ok()
        ? ImmutableList.of(trialId + ".points.csv", trialId + ".measures.csv")
        : ImmutableList.of();
  }

  /** The final run that it repeats, if that is among {@code runs} and ended well. */
  public Optional<Run> repeated(List<Run> runs) {
    return runs.stream()
        .filter(run -> run.ok() && run.row().equals(row) && run.task().equals(task))
        .filter(run -> run.seed() == seed)
        .findFirst();
  }

  /** Reads the file. */
  public static ImmutableList<EmbeddedRun> read(Path file) throws IOException {
    return CSV.read(file);
  }

  /** Writes the file, as a whole or not at all. */
  public static void write(Path file, List<EmbeddedRun> runs) throws IOException {
    CSV.write(file, runs);
  }
}
