package org.e2vpt.tables.cli;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.e2vpt.harness.backbone.Pretrained;
import org.e2vpt.harness.checkpoint.HostTensor;
import org.e2vpt.harness.checkpoint.SafeTensors;
import org.e2vpt.harness.data.DataFolder;
import org.e2vpt.harness.data.Task;
import org.e2vpt.harness.data.Tasks;
import org.e2vpt.harness.data.image.Photos;
import org.e2vpt.harness.tensor.Execution;
import org.e2vpt.harness.training.Checkpoint;
import org.e2vpt.harness.training.Recipe;
import org.e2vpt.harness.training.Recipe.OptimizerKind;
import org.e2vpt.harness.training.Recipe.Warmup;
import org.e2vpt.harness.trial.Journal;
import org.e2vpt.harness.trial.Trial;
import org.e2vpt.harness.trial.Trial.Split;
import org.e2vpt.harness.trial.TrialResult;
import org.e2vpt.harness.trial.TrialResult.Environment;
import org.e2vpt.harness.trial.TrialResult.Measured;
import org.e2vpt.harness.trial.TrialResult.Status;
import org.e2vpt.harness.tuned.TunedInfo;
import org.e2vpt.harness.tuned.TunedWeights;
import org.e2vpt.harness.worker.Experiment;
import org.e2vpt.harness.worker.WorkerSettings;
import picocli.CommandLine;

/**
 * A process that tunes a model on a folder of photos, and then runs commands with it: all that
 * {@link PredictCommandTest} looks at. The tests' own process never loads libtorch.
 */
final class TunedModelRuns {

  /** Nothing of it may be taken for a part of a pattern, an escape or an address. */
  static final String IMAGES = "my 'own' images #1 100%25";

  private static final int TRAIN = 3;
  private static final int TEST = 6;

  private final Path folder;
  private final DataFolder data;

  private TunedModelRuns(Path folder) {
    this.folder = folder;
    this.data = new DataFolder(folder.resolve("data"));
  }

  /**
   * Runs in a folder, and leaves {@code NAME.out}, {@code NAME.err} and {@code NAME.code} of each
   * command there.
   */
  public static void main(String[] arguments) throws IOException {
    new TunedModelRuns(Path.of(arguments[0])).run();
  }

  private void run() throws IOException {
    Path images = folder.resolve(IMAGES);
    photos(images.resolve("train"), TRAIN);
    photos(images.resolve("val"), 1);
    photos(images.resolve("test"), TEST);
    Trial trial = tune(images, Split.FINAL, 1);
    String tuned = TunedWeights.file(folder, trial).toString();
    files(images);
    tunedFiles(TunedWeights.read(Path.of(tuned)));
    String test = images.resolve("test").toString();

    execute("csv", "predict", tuned, test, "--top-k", "3", "--batch", "5");
    execute("output", "predict", tuned, test, "--output", folder.resolve("p.csv").toString());
    System.setIn(
        new ByteArrayInputStream(
            (test + "/cat\n\n" + test + "/dog\n").getBytes(StandardCharsets.UTF_8)));
    execute("jsonl", "predict", tuned, "-", "--format", "jsonl", "--top-k", "2");
    execute("bad", "predict", tuned, folder.resolve("bad").toString());
    execute("none", "predict", tuned, folder.resolve("empty").toString());
    execute("otherProgram", "predict", folder.resolve("other.safetensors").toString(), test);
    execute("damaged", "predict", folder.resolve("damaged.safetensors").toString(), test);
    execute("otherHash", "predict", folder.resolve("hash.safetensors").toString(), test);
    execute(
        "noBackbone",
        "predict",
        folder.resolve("vit.safetensors").toString(),
        test,
        "--data-root=" + folder.resolve("data"));
    execute("notKept", "predict", notKept(images), test);
    execute("inspect", "weights", "inspect", tuned);
    execute("own", "evaluate", tuned, images.toString());
    execute(
        "classes",
        "evaluate",
        tuned,
        folder.resolve("classes").toString(),
        "--confusion",
        folder.resolve("confusion.csv").toString());
    execute("unknownClass", "evaluate", tuned, folder.resolve("unknown").toString());
    execute("noFolder", "evaluate", tuned);
  }

  /** Two classes that differ in what is on the photos, and not by much. */
  private static void photos(Path part, int count) throws IOException {
    for (String name : List.of("cat", "dog")) {
      Path classFolder = Files.createDirectories(part.resolve(name));
      for (int i = 0; i < count; i++) {
        long seed = (name + part.getFileName() + i).hashCode();
        Files.write(
            classFolder.resolve(i + ".jpg"),
            Photos.file("jpg", 40 + i, name.equals("cat") ? 60 : 50, seed));
      }
    }
  }

  /** What else is predicted and measured. */
  private void files(Path images) throws IOException {
    Path bad = Files.createDirectories(folder.resolve("bad"));
    Files.write(bad.resolve("a good one.png"), Photos.file("png", 40, 40, 1));
    Files.writeString(bad.resolve("no image.jpg"), "no image");
    Files.write(bad.resolve("tiny.png"), Photos.file("png", 7, 30, 2));
    Files.createDirectories(folder.resolve("empty"));
    for (String name : List.of("cat", "dog")) {
      Path test = images.resolve("test").resolve(name);
      for (int i = 0; i < TEST; i++) {
        copy(test.resolve(i + ".jpg"), folder.resolve("classes").resolve(name));
        copy(test.resolve(i + ".jpg"), folder.resolve("unknown").resolve(name + "s"));
      }
    }
  }

  private static void copy(Path file, Path to) throws IOException {
    Files.copy(file, Files.createDirectories(to).resolve(file.getFileName()));
  }

  /** Files that are not what they should be. */
  private void tunedFiles(TunedWeights good) throws IOException {
    SafeTensors.write(
        folder.resolve("other.safetensors"),
        ImmutableMap.of("weight", HostTensor.of(new float[] {1, 2}, 2)),
        ImmutableMap.of("format", "pt"));
    on(good, good.info().backbone()).write(folder.resolve("hash.safetensors"));
    on(good, "vit-b16.in21k").write(folder.resolve("vit.safetensors"));
    Path damaged = folder.resolve("damaged.safetensors");
    good.write(damaged);
    byte[] bytes = Files.readAllBytes(damaged);
    bytes[bytes.length - 3] ^= 1;
    Files.write(damaged, bytes);
  }

  /** The same on other weights. */
  private static TunedWeights on(TunedWeights good, String backbone) {
    TunedInfo info = good.info();
    return new TunedWeights(
        new TunedInfo(
            backbone,
            "c0ffee",
            info.method(),
            info.options(),
            info.classes(),
            info.pixels(),
            info.execution(),
            info.program(),
            Optional.empty()),
        good.tensors());
  }

  private Trial tune(Path images, Split split, int seed) throws IOException {
    Trial trial = trial(images, split, seed);
    new Experiment(new WorkerSettings("cpu", 1, data, Checkpoint.INTERVAL))
        .run(trial, folder, (epoch, rate, loss, speed) -> {});
    return trial;
  }

  /** A trial that only the journal knows. */
  private String notKept(Path images) throws IOException {
    Trial trial = trial(images, Split.FINAL, 99);
    try (Journal journal = Journal.open(folder)) {
      journal.append(
          new TrialResult(
              trial,
              1,
              Status.OK,
              new Measured(50, 1, 2, 2, 3, 4, 5),
              "",
              new Environment("c", "cpu", "A CPU", "none", "17"),
              Instant.EPOCH));
    }
    return TunedWeights.file(folder, trial).toString();
  }

  private Trial trial(Path images, Split split, int seed) {
    Pretrained mini = Pretrained.get("mini-vit.cifar10", data);
    Task task = new Tasks(data).get("folder:" + images);
    return new Trial(
        mini.id(),
        mini.sha256(),
        task.id(),
        task.sha256().get(),
        split,
        "vpt-deep",
        ImmutableSortedMap.of("visual", "2"),
        new Recipe(OptimizerKind.SGD, 5, 0, 3, 0, 4, Warmup.FROM_FIRST_STEP),
        seed,
        Execution.DEFAULT);
  }

  private void execute(String name, String... arguments) throws IOException {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine commandLine = E2vpt.commandLine(new Properties());
    commandLine.setOut(new PrintWriter(out, true));
    commandLine.setErr(new PrintWriter(err, true));
    int code = commandLine.execute(arguments);
    Files.writeString(folder.resolve(name + ".out"), out.toString());
    Files.writeString(folder.resolve(name + ".err"), err.toString());
    Files.writeString(folder.resolve(name + ".code"), Integer.toString(code));
  }
}
