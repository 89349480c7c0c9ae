package org.e2vpt.tables.paper;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;

/**
 * Every single run that was recorded for a table, and how it was recorded.
 *
 * <p>Two CSV files: {@code <table>.csv} with the columns row, task, seed, accuracy, and {@code
 * <table>.provenance.csv} beside it.
 *
 * @param scores one for each row, task and seed
 * @param provenance the recording's commit, device, hashes and command
 */
public record RecordedReference(ImmutableList<Score> scores, Provenance provenance)
    implements Reference {

  private static final CsvTable<Score> CSV =
      new CsvTable<>(
          ImmutableMap.of(
              "row",
              Score::row,
              "task",
              Score::task,
              "seed",
              score -> Integer.toString(score.seed()),
              "accuracy",
              score -> Decimals.percent(score.accuracy())),
          line ->
              new Score(
                  line.text("row"),
                  line.text("task"),
                  line.integer("seed"),
                  line.number("accuracy")));

  /**
   * The recording that is shipped for a table.
   *
   * @throws IllegalArgumentException if there is none or a line of it is wrong
   */
  public static RecordedReference load(String table) throws IOException {
    String remedy = "record a reference for table '%s' first".formatted(table);
    String runs = "reference/" + table + ".csv";
    String provenance = "reference/" + table + ".provenance.csv";
    try (Reader runsReader = Resources.open(runs, remedy);
        Reader provenanceReader = Resources.open(provenance, remedy)) {
      return new RecordedReference(
          CSV.read(runsReader, runs), Provenance.read(provenanceReader, provenance));
    }
  }

  /**
   * The shipped recording that has a table's rows: {@code mini-protocols} and {@code mini-figure4}
   * are parts of {@code mini}'s. Empty if there is none.
   */
  public static Optional<RecordedReference> shippedFor(String table) throws IOException {
    String id = Splitter.on('-').splitToList(table).get(0);
    return id.matches("\\w+") && Resources.has("reference/" + id + ".csv")
        ? Optional.of(load(id))
        : Optional.empty();
  }

  @Override
  public RecordedReference without(Set<String> rows) {
    return new RecordedReference(
        scores.stream()
            .filter(score -> !rows.contains(score.row()))
            .collect(ImmutableList.toImmutableList()),
        provenance);
  }

  /** Reads {@code <table>.csv} and the provenance beside it. */
  public static RecordedReference read(Path csv) throws IOException {
    return new RecordedReference(CSV.read(csv), Provenance.read(provenanceOf(csv)));
  }

  /** Writes {@code <table>.csv} and the provenance beside it. */
  public void write(Path csv) throws IOException {
    CSV.write(csv, scores);
    provenance.write(provenanceOf(csv));
  }

  /**
   * For each seed the mean over {@code tasks}, then mean, spread and n over the seeds that have all
   * of them. {@link Summary#NONE} if none has.
   */
  @Override
  public Summary of(String row, Collection<String> tasks) {
    return Summary.of(Score.seedMeans(scores, row, tasks).values());
  }

  private static Path provenanceOf(Path csv) {
    String name = csv.getFileName().toString();
    return csv.resolveSibling(name.replaceFirst("\\.csv$", "") + ".provenance.csv");
  }
}
