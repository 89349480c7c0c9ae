package org.e2vpt.harness.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.google.common.base.Stopwatch;
import com.google.common.base.Ticker;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.e2vpt.harness.backbone.Backbone;
import org.e2vpt.harness.backbone.Model;
import org.e2vpt.harness.backbone.SwinConfig;
import org.e2vpt.harness.backbone.VitConfig;
import org.e2vpt.harness.checkpoint.HostTensor;
import org.e2vpt.harness.checkpoint.SafeTensors;
import org.e2vpt.harness.data.ImageSet;
import org.e2vpt.harness.data.Splits;
import org.e2vpt.harness.data.fgvc.SquareImages;
import org.e2vpt.harness.data.image.LabelledImages;
import org.e2vpt.harness.schedule.ManualClock;
import org.e2vpt.harness.tensor.EngineExtension;
import org.e2vpt.harness.tensor.Execution;
import org.e2vpt.harness.tensor.Torch;
import org.e2vpt.harness.training.Checkpoint.Past;
import org.e2vpt.harness.training.HeadTraining.Epoch;
import org.e2vpt.harness.training.Recipe.OptimizerKind;
import org.e2vpt.harness.training.Recipe.Warmup;
import org.e2vpt.harness.tuning.SmallEncoders;
import org.e2vpt.harness.tuning.TinyModel;
import org.e2vpt.harness.tuning.Tuning;
import org.e2vpt.harness.tuning.TuningMethods;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(EngineExtension.class)
class CheckpointTest {

  private static final int SIDE = 16;
  private static final int EPOCHS = 4;
  private static final int NEVER = Integer.MAX_VALUE;
  private static final Duration OFTEN = Duration.ZERO;
  private static final Duration DAILY = Duration.ofDays(1);
  private static final ImageSet IMAGES = TinyModel.images(20, 3);
  private static final ImageSet VALIDATION = TinyModel.images(6, 3);
  private static final Map<String, String> IDENTITY = ImmutableMap.of("trial", "t", "program", "p");

  /** Options of methods whose defaults are too large for tiny models, or draw nothing. */
  private static final Map<String, String> OPTIONS =
      Map.of(
          "full", "dropout=0.3",
          "mlp-3", "head-dropout=0.3",
          "sidetune", "side-channels=4-6-8-6-6",
          "adapter", "reduction=2",
          "vpt-shallow", "visual=2 prompt-dropout=0.3",
          "vpt-deep", "visual=2 prompt-dropout=0.3",
          "e2vpt", "visual=4 kv=2 segments=4 prompt-dropout=0.3");

  private static final Case LINEAR = new Case("vit", "linear", "", OptimizerKind.SGD);

  private final NDManager manager;

  @TempDir Path folder;

  CheckpointTest(NDManager manager) {
    this.manager = manager;
  }

  /**
   * A training of {@link #EPOCHS}.
   *
   * @param cropped at random, as FGVC's images are
   */
  private record Case(
      String encoder,
      String method,
      String options,
      OptimizerKind optimizer,
      boolean cropped,
      Execution execution) {

    Case(String encoder, String method, String options, OptimizerKind optimizer) {
      this(encoder, method, options, optimizer, false, Execution.DEFAULT);
    }

    Case withCrops() {
      return new Case(encoder, method, options, optimizer, true, execution);
    }

    Case in(Execution other) {
      return new Case(encoder, method, options, optimizer, cropped, other);
    }

    Recipe recipe() {
      return new Recipe(optimizer, 1, 0.001, EPOCHS, 1, 8, Warmup.FROM_FIRST_STEP);
    }
  }

  /** Stands for the end of the process. */
  private static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** Hears of epochs, and ends the process when it has heard of one. */
  private static final class Heard implements EpochListener {
    final List<List<Number>> epochs = new ArrayList<>();
    final List<String> notices = new ArrayList<>();
    final List<Double> seconds = new ArrayList<>();
    final int last;

    Heard(int last) {
      this.last = last;
    }

    @Override
    public void epoch(int epoch, double learningRate, double loss, double imagesPerSecond) {
      epochs.add(List.of(epoch, learningRate, loss));
      if (epoch == last) {
        throw new Killed();
      }
    }

    @Override
    public void continued(double earlier) {
      seconds.add(earlier);
    }

    @Override
    public void notice(String text) {
      notices.add(text);
    }
  }

  static Stream<Case> trainings() {
    List<Case> cases = new ArrayList<>();
    for (String method : TuningMethods.ids()) {
      String options = OPTIONS.getOrDefault(method, "");
      cases.add(new Case("vit", method, options, OptimizerKind.ADAMW));
      cases.add(
          new Case(
              "swin",
              method,
              method.equals("full") ? "drop-path=0.3" : options,
              OptimizerKind.SGD));
    }
    cases.add(LINEAR.withCrops());
    cases.add(new Case("vit", "vpt-deep", "visual=2", OptimizerKind.SGD).withCrops());
    for (String e2vpt :
        List.of(
            "kv=0 mask-training=trained",
            "kv=2 prune-from=x prune-tokens=2 prune-segments=1",
            "kv=2 prune-from=x prune-tokens=2 pruned-tokens=zeroed")) {
      String options = "visual=4 segments=4 prompt-dropout=0.3 " + e2vpt;
      cases.add(new Case("vit", "e2vpt", options, OptimizerKind.SGD));
    }
    cases.add(
        new Case("vit", "e2vpt", "visual=4 kv=2 segments=4", OptimizerKind.SGD)
            .in(new Execution(true, Execution.Precision.BF16)));
    return cases.stream();
  }

  static Stream<Case> methods() {
    return trainings().filter(training -> training.encoder.equals("vit"));
  }

  /** Killed at random epochs, and continued with another model, optimiser and generator. */
  @ParameterizedTest
  @MethodSource("trainings")
  void trainingThatIsKilledAndContinuedGivesTheBitsOfTrainingThatIsNot(Case training)
      throws IOException {
    Heard all = new Heard(NEVER);
    Map<String, float[]> undisturbed = train(training, Optional.empty(), all).orElseThrow();
    Path file = folder.resolve("checkpoint.safetensors");
    Random random = new Random(training.toString().hashCode());
    int end = 2 + random.nextInt(EPOCHS - 2);
    Heard heard = new Heard(end);
    Optional<Map<String, float[]>> continued =
        train(training, Optional.of(checkpoint(file, OFTEN)), heard);
    while (continued.isEmpty()) {
      end += 1 + random.nextInt(2); // above the last epoch, nobody is killed
      heard = new Heard(end);
      continued = train(training, Optional.of(checkpoint(file, OFTEN)), heard);
    }

    assertThat(heard.notices).singleElement().asString().matches("continued from epoch [1-3]");
    assertThat(heard.epochs).isEqualTo(all.epochs).hasSize(EPOCHS);
    Map<String, float[]> numbers = continued.get();
    assertThat(numbers.keySet()).isEqualTo(undisturbed.keySet());
    undisturbed.forEach((name, values) -> assertThat(numbers.get(name)).as(name).isEqualTo(values));
  }

  /** As a search does that races: each of the trials continues the one before. */
  @ParameterizedTest
  @MethodSource("methods")
  void trainingByRungsGivesTheBitsOfTrainingAtOnce(Case training) throws IOException {
    Heard all = new Heard(NEVER);
    Map<String, float[]> atOnce = train(training, Optional.empty(), all).orElseThrow();
    Path file = folder.resolve("checkpoint.safetensors");
    for (int rung : List.of(1, 3)) {
      Heard heard = new Heard(NEVER);
      train(training, training.recipe().until(rung), Optional.of(checkpoint(file, DAILY)), heard);
      assertThat(heard.epochs).isEqualTo(all.epochs.subList(0, rung));
    }

    Heard heard = new Heard(NEVER);
    Map<String, float[]> numbers =
        train(training, Optional.of(checkpoint(file, DAILY)), heard).orElseThrow();
    assertThat(heard.notices).containsExactly("continued from epoch 3");
    assertThat(heard.epochs).isEqualTo(all.epochs);
    atOnce.forEach((name, values) -> assertThat(numbers.get(name)).as(name).isEqualTo(values));
  }

  @Test
  void aRungIsTrainedFromItsBeginningIfTheSavedTrainingIsBehindIt() throws IOException {
    Path file = folder.resolve("checkpoint.safetensors");
    train(LINEAR, LINEAR.recipe().until(3), Optional.of(checkpoint(file, DAILY)), new Heard(NEVER));

    Heard heard = new Heard(NEVER);
    train(LINEAR, LINEAR.recipe().until(2), Optional.of(checkpoint(file, DAILY)), heard);

    assertThat(heard.notices)
        .containsExactly(
            file
                + " was written at the end of epoch 3, after epoch 2, which is the trial's last;"
                + " training starts with epoch 1");
    assertThat(heard.epochs).hasSize(2);
  }

  private Optional<Map<String, float[]>> train(
      Case training, Optional<Checkpoint> checkpoint, Heard heard) {
    return train(training, training.recipe(), checkpoint, heard);
  }

  /** All tensors and the accuracy; empty if the process was killed. */
  private Optional<Map<String, float[]>> train(
      Case training, Recipe recipe, Optional<Checkpoint> checkpoint, Heard heard) {
    Torch.seed(heard.last); // whatever the process drew before
    try (NDManager process = Torch.manager("cpu")) {
      Backbone backbone = backbone(training, process);
      Map<String, String> options = TinyModel.options(training.options);
      Tuning tuning =
          TinyModel.tuning(
              backbone, process, training.method, options, artifact(backbone, options, process));
      LabelledImages images = training.cropped ? new SquareImages(IMAGES, 6) : IMAGES;
      FrozenImages frozen =
          new FrozenImages(
              backbone,
              process,
              FeatureFiles.of(
                  folder, new Splits(images, VALIDATION, images, images), training.toString()));
      Trainer trainer = new Trainer(tuning, process, Integer.MAX_VALUE, Optional.of(frozen));
      trainer.train(
          images,
          recipe,
          5,
          checkpoint.map(file -> VALIDATION), // which changes nothing
          checkpoint,
          heard);
      Map<String, float[]> numbers = new LinkedHashMap<>();
      numbers.put("accuracy", new float[] {(float) trainer.accuracy(images)});
      tuning.trainable().forEach((name, tensor) -> numbers.put(name, tensor.toFloatArray()));
      tuning.untrained().forEach((name, tensor) -> numbers.put(name, tensor.toFloatArray()));
      tuning
          .artifact(work -> trainer.forEachBatch(images, 8, work))
          .forEach((name, tensor) -> numbers.put("artifact " + name, tensor.floats()));
      return Optional.of(numbers);
    } catch (Killed e) {
      return Optional.empty();
    }
  }

  private static Backbone backbone(Case training, NDManager process) {
    Model model =
        training.encoder.equals("swin")
            ? new SwinConfig(SIDE, 2, 8, ImmutableList.of(1, 1), ImmutableList.of(2, 4), 4, 2)
            : new VitConfig(SIDE, 4, 16, 2, 2, 32);
    return SmallEncoders.backbone(process, model, training.execution);
  }

  /** What an unpruned trial leaves, if these options read it. */
  private static Map<String, HostTensor> artifact(
      Backbone backbone, Map<String, String> options, NDManager process) {
    if (!options.containsKey("prune-from")) {
      return Map.of();
    }
    Map<String, String> unpruned = new LinkedHashMap<>(options);
    unpruned.keySet().removeIf(option -> option.startsWith("prune"));
    Tuning first = TinyModel.tuning(backbone, process, "e2vpt", unpruned, Map.of());
    return first.artifact(
        work -> work.accept(new DeviceImages(process, TinyModel.images(4, 5), SIDE).all()));
  }

  private static Checkpoint checkpoint(Path file, Duration interval) {
    return new Checkpoint(file, IDENTITY, interval, Stopwatch.createStarted());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "torn | cannot read FILE: tensor crc32c should be in bytes N to N, but there are N;"
            + " the file may be cut off",
        "empty | cannot read FILE: it is not an npz, safetensors or PyTorch file, it is empty",
        "flipped | FILE is damaged: its checksum is not that of its tensors",
        "foreign | FILE is not a checkpoint",
        "without epochs | FILE is not a checkpoint",
        "folder | cannot read FILE: it is a folder, not a file",
        "other trial | FILE was written for another trial: u, not t",
        "other program | FILE was written for another program: null, not p",
        "other model | FILE was written for another model: it has {moment2.head.weight=F32[3, 16],"
            + " moment2.head.bias=F32[3]}",
        "smaller model | FILE was written for another model: it has too few tensors",
      })
  void aFileThatDoesNotFitIsNamedAndTrainingStartsAtItsBeginning(String fault, String message)
      throws IOException {
    Path file = folder.resolve("checkpoint.safetensors");
    Case adam = new Case("vit", "linear", "", OptimizerKind.ADAMW);
    Map<String, String> identity =
        switch (fault) {
          case "other trial" -> Map.of("trial", "u", "program", "p");
          case "other program" -> Map.of("trial", "t");
          default -> IDENTITY;
        };
    train(
        fault.equals("other model") ? adam : LINEAR,
        Optional.of(new Checkpoint(file, identity, OFTEN, Stopwatch.createStarted())),
        new Heard(3));
    damage(file, fault);
    Case training = fault.equals("smaller model") ? adam : LINEAR;
    Heard heard = new Heard(NEVER);

    Map<String, float[]> numbers =
        train(training, Optional.of(checkpoint(file, Checkpoint.INTERVAL)), heard).orElseThrow();

    assertThat(heard.notices)
        .extracting(
            notice -> notice.replace(file.toString(), "FILE").replaceAll("\\b\\d{3,}\\b", "N"))
        .containsExactly(message + "; training starts with epoch 1");
    assertThat(heard.epochs).hasSize(EPOCHS);
    Map<String, float[]> expected =
        train(training, Optional.empty(), new Heard(NEVER)).orElseThrow();
    expected.forEach((name, values) -> assertThat(numbers.get(name)).as(name).isEqualTo(values));
  }

  private static void damage(Path file, String fault) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    switch (fault) {
      case "torn" -> Files.write(file, Arrays.copyOf(bytes, bytes.length - 3));
      case "empty" -> Files.write(file, new byte[0]);
      case "flipped" -> {
        bytes[bytes.length - 100] ^= 1;
        Files.write(file, bytes);
      }
      case "foreign" ->
          SafeTensors.write(file, Map.of("w", HostTensor.of(new float[2], 2)), Map.of());
      case "without epochs" -> {
        byte[] json = "{\"identity\":{}}".getBytes(StandardCharsets.UTF_8);
        CRC32C checksum = new CRC32C();
        checksum.update(json);
        ByteBuffer value = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        value.putLong(0, checksum.getValue());
        Map<String, HostTensor> tensors =
            ImmutableMap.of(
                "progress",
                new HostTensor(HostTensor.Type.U8, new long[] {json.length}, ByteBuffer.wrap(json)),
                "crc32c",
                new HostTensor(HostTensor.Type.I64, new long[] {1}, value));
        SafeTensors.write(file, tensors, Map.of());
      }
      case "folder" -> {
        Files.delete(file);
        Files.createDirectory(file);
      }
      default -> {}
    }
  }

  @Test
  void aFileThatCannotBeWrittenCostsOneMessage() throws IOException {
    Path inTheWay = Files.createFile(folder.resolve("checkpoints"));
    Path file = inTheWay.resolve("a.safetensors");
    Heard heard = new Heard(NEVER);

    assertThat(train(LINEAR, Optional.of(checkpoint(file, OFTEN)), heard)).isPresent();

    assertThat(heard.notices)
        .containsExactly(
            "cannot write %s: %s is a file, not a folder; the run goes on without"
                .formatted(file, inTheWay));
  }

  @Test
  void leavesHalfOfTheFreeDiskToOtherFiles() throws IOException {
    CheckpointFile.requireRoom(5 << 20, 10 << 20);

    assertThatIOException()
        .isThrownBy(() -> CheckpointFile.requireRoom(6 << 20, 11 << 20))
        .withMessage("it takes 6 MB, and half of the 11 MB that are free are left for other files");
  }

  /** Each look at the clock takes a second, so a write takes two. */
  @Test
  void writesSoSeldomThatItTakesAHundredthOfTheTimeAtMost() throws IOException {
    AtomicLong seconds = new AtomicLong();
    Ticker ticker =
        new Ticker() {
          @Override
          public long read() {
            return Duration.ofSeconds(seconds.getAndIncrement()).toNanos();
          }
        };
    Path file = folder.resolve("checkpoint.safetensors");
    Checkpoint checkpoint =
        new Checkpoint(file, IDENTITY, Duration.ofSeconds(30), Stopwatch.createStarted(ticker));
    Map<String, NDArray> state = Map.of("w", manager.create(1f));
    List<Integer> written = new ArrayList<>();

    for (int epoch = 1; epoch <= 300; epoch++) {
      List<List<Epoch>> epochs = List.of(List.of(new Epoch(epoch, 1, 1, 1)));
      checkpoint.ended(epoch, epochs, 1, state, new Heard(NEVER));
      if (Files.deleteIfExists(file)) {
        written.add(epoch);
      }
    }

    assertThat(written).containsExactly(30, 130, 230);
  }

  @Test
  void tellsTheTimeAndTheEpochsOfAllAttempts() {
    ManualClock clock = new ManualClock();
    Map<String, NDArray> state = Map.of("w", manager.create(1f));
    Heard heard = new Heard(NEVER);
    Checkpoint first = checkpoint(clock);
    clock.pass(20);
    List<Epoch> epochs = new ArrayList<>(List.of(new Epoch(1, 0.5, 2, 100, 64.0)));
    first.ended(1, List.of(epochs), 15, state, heard);
    clock.pass(7); // is lost
    Checkpoint second = checkpoint(clock);
    assertThat(second.restore(state, EPOCHS, heard))
        .isEqualTo(new Past(1, 20, 15, List.of(epochs)));
    epochs.add(new Epoch(2, 0.25, 1, 100, 62.0));
    clock.pass(30);
    second.ended(2, List.of(epochs), 25, state, heard);

    assertThat(checkpoint(clock).restore(state, EPOCHS, heard))
        .isEqualTo(new Past(2, 50, 40, List.of(epochs)));
    assertThat(heard.seconds).containsExactly(20.0, 50.0);
  }

  private Checkpoint checkpoint(ManualClock clock) {
    Path file = folder.resolve("checkpoint.safetensors");
    return new Checkpoint(file, IDENTITY, OFTEN, Stopwatch.createStarted(clock.ticker()));
  }
}
