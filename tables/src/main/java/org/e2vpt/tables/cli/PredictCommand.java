package org.e2vpt.tables.cli;

import com.google.common.collect.ImmutableList;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.e2vpt.harness.data.own.UserImages;
import org.e2vpt.harness.file.AtomicText;
import org.e2vpt.harness.tuned.FileBatches;
import org.e2vpt.harness.tuned.TunedModel;
import org.e2vpt.harness.tuned.TunedModel.Prediction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Applies a tuned model to images. */
@Command(
    name = "predict",
    mixinStandardHelpOptions = true,
    versionProvider = E2vpt.Version.class,
    description = {
      "Classify images with a tuned model.",
      "Images are decoded, resized and normalised like the test images of the model."
          + " docs/tuned-weights.md explains where models come from."
    },
    exitCodeList = {
      "0:every image has a class",
      "1:a file could not be read; standard error names it"
    })
final class PredictCommand implements Callable<Integer> {

  private static final String STANDARD_INPUT = "-";

  private enum Format {
    CSV,
    JSONL
  }

  @Mixin private ModelOptions model = new ModelOptions();

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "IMAGES",
      description =
          "Image files, folders of images, or - to read a list of both from standard input.")
  private List<String> images = new ArrayList<>();

  @Option(
      names = "--format",
      defaultValue = "csv",
      paramLabel = "WORD",
      description = "Format of the output: csv (default) or jsonl.")
  private Format format = Format.CSV;

  @Option(
      names = "--top-k",
      paramLabel = "K",
      defaultValue = "1",
      description =
          "Number of classes to print for each image, the most probable first; default: 1.")
  private int top = 1;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "64",
      description = "Number of images that are computed together; default: 64.")
  private int batch = 64;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "File for the output; default: standard output.")
  private @Nullable Path output;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    if (batch < 1 || top < 1) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "--batch and --top-k must be at least 1, got %d and %d", batch, top));
    }
    ImmutableList<Path> files = UserImages.unlabelled(paths()).files();
    return model.use(spec.commandLine().getErr(), loaded -> predict(loaded, files));
  }

  private List<Path> paths() throws IOException {
    List<Path> paths = new ArrayList<>();
    for (String image : images) {
      if (image.equals(STANDARD_INPUT)) {
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
            .lines()
            .filter(line -> !line.isBlank())
            .map(Path::of)
            .forEach(paths::add);
      } else {
        paths.add(Path.of(image));
      }
    }
    return paths;
  }

  private int predict(TunedModel loaded, List<Path> files) throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    int columns = Math.min(top, loaded.info().classes().size());
    StringBuilder kept = new StringBuilder();
    PredictionLines lines =
        format == Format.CSV ? PredictionLines.csv(columns) : PredictionLines.json();
    write(lines.header(), kept);
    FilePass pass =
        new FilePass(files.size(), err) {
          @Override
          public void logits(int index, float[] logits) {
            ImmutableList<Prediction> classes = loaded.predictions(logits, columns);
            write(lines.line(files.get(index), classes), kept);
          }
        };
    new FileBatches(loaded, batch).run(files, pass);
    spec.commandLine().getOut().flush();
    if (output != null) {
      AtomicText.write(output, kept.toString());
    }
    return pass.end("without a class") > 0 ? E2vpt.FAILED : E2vpt.OK;
  }

  /** To the standard output at once; a file gets all lines or none. */
  private void write(String lines, StringBuilder kept) {
    if (output == null) {
      spec.commandLine().getOut().print(lines);
    } else {
      kept.append(lines);
    }
  }
}
