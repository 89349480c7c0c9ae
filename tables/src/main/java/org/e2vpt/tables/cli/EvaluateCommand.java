package org.e2vpt.tables.cli;

import com.google.common.base.Stopwatch;
import com.google.common.primitives.ImmutableIntArray;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.e2vpt.harness.data.image.LabelledImages;
import org.e2vpt.harness.data.own.UserImages;
import org.e2vpt.harness.file.AtomicText;
import org.e2vpt.harness.training.Trainer;
import org.e2vpt.harness.tuned.ConfusionMatrix;
import org.e2vpt.harness.tuned.ConfusionMatrix.Share;
import org.e2vpt.harness.tuned.FileBatches;
import org.e2vpt.harness.tuned.TrialImages;
import org.e2vpt.harness.tuned.TunedInfo.FinalRun;
import org.e2vpt.harness.tuned.TunedModel;
import org.e2vpt.tables.paper.CsvFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Measures a tuned model. */
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    versionProvider = E2vpt.Version.class,
    description = {
      "Measure a tuned model on test images.",
      "Prints its accuracy with a Wilson interval, and the accuracy of each class as CSV."
          + " On the test images of its own trial, the accuracy is the one that the trial"
          + " recorded."
    },
    exitCodeList = {
      "0:all images were measured",
      "1:a file could not be read; standard error names it"
    })
final class EvaluateCommand implements Callable<Integer> {

  @Mixin private ModelOptions model = new ModelOptions();

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "DIR",
      description =
          "Folder of images in test/<class>/ or in <class>/; default: the test images of the"
              + " trial's data set.")
  private @Nullable Path folder;

  @Option(
      names = "--confusion",
      paramLabel = "FILE",
      description =
          "CSV file for the confusion matrix: one row for each class, one column for each"
              + " predicted class.")
  private @Nullable Path confusion;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    return model.use(spec.commandLine().getErr(), this::evaluate);
  }

  private int evaluate(TunedModel loaded) throws IOException {
    ConfusionMatrix matrix = new ConfusionMatrix(loaded.info().classes());
    Path given = folder;
    Optional<LabelledImages> own =
        given == null
            ? Optional.of(TrialImages.of(loaded.info(), model.folder()))
            : TrialImages.in(given, loaded.info(), model.folder());
    int unreadable = 0;
    if (given != null && own.isEmpty()) {
      unreadable = measure(loaded, UserImages.labelled(given), matrix);
    } else {
      measure(loaded, own.orElseThrow(), matrix);
    }
    print(loaded, matrix, own.isPresent());
    if (confusion != null) {
      AtomicText.write(confusion, csv(matrix));
    }
    return unreadable > 0 ? E2vpt.FAILED : E2vpt.OK;
  }

  private void measure(TunedModel loaded, LabelledImages images, ConfusionMatrix matrix) {
    Throughput throughput =
        new Throughput(images.size(), spec.commandLine().getErr(), Stopwatch.createStarted());
    int[] labels = loaded.labels(images);
    for (int i = 0; i < labels.length; i++) {
      matrix.add(images.label(i), labels[i]);
    }
    throughput.end();
  }

  /** How many files could not be read. */
  private int measure(TunedModel loaded, UserImages images, ConfusionMatrix matrix) {
    PrintWriter err = spec.commandLine().getErr();
    images.notes().forEach(err::println);
    ImmutableIntArray labels = images.labels(loaded.info().classes());
    FilePass pass =
        new FilePass(images.files().size(), err) {
          @Override
          public void logits(int index, float[] logits) {
            matrix.add(labels.get(index), loaded.predictions(logits, 1).get(0).label());
          }
        };
    new FileBatches(loaded, Trainer.EVALUATION_BATCH).run(images.files(), pass);
    return pass.end("not measured");
  }

  private void print(TunedModel loaded, ConfusionMatrix matrix, boolean own) {
    PrintWriter out = spec.commandLine().getOut();
    out.print("accuracy " + matrix.accuracy() + "\n");
    if (own) {
      loaded.info().run().ifPresent(run -> out.print(recorded(run, matrix.accuracy()) + "\n"));
    }
    out.print("class,images,correct,accuracy,low,high\n");
    for (int i = 0; i < matrix.classes().size(); i++) {
      Share share = matrix.accuracy(i);
      out.print(
          CsvFile.line(
                  matrix.classes().get(i),
                  Long.toString(share.images()),
                  Long.toString(share.correct()),
                  share.images() == 0 ? "" : percent(share.percent()),
                  share.images() == 0 ? "" : percent(share.low()),
                  share.images() == 0 ? "" : percent(share.high()))
              + "\n");
    }
    out.flush();
  }

  private static String recorded(FinalRun run, Share measured) {
    return String.format(
        Locale.ROOT,
        "recorded %.2f %% of the same images by trial %s: %s",
        run.accuracy(),
        run.trial(),
        run.accuracy() == measured.percent()
            ? "the same number"
            : "a different number, as can happen on another kind of device or with micro-batches");
  }

  private static String percent(double percent) {
    return String.format(Locale.ROOT, "%.2f", percent);
  }

  private static String csv(ConfusionMatrix matrix) {
    List<String> header = new ArrayList<>(List.of("class"));
    header.addAll(matrix.classes());
    StringBuilder csv = new StringBuilder(CsvFile.line(header.toArray(String[]::new)) + "\n");
    for (int i = 0; i < matrix.classes().size(); i++) {
      List<String> line = new ArrayList<>(List.of(matrix.classes().get(i)));
      for (int j = 0; j < matrix.classes().size(); j++) {
        line.add(Long.toString(matrix.count(i, j)));
      }
      csv.append(CsvFile.line(line.toArray(String[]::new))).append('\n');
    }
    return csv.toString();
  }
}
