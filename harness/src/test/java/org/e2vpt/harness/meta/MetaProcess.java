package org.e2vpt.harness.meta;

import static com.google.common.collect.ImmutableList.toImmutableList;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.google.common.base.Joiner;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.e2vpt.harness.backbone.Backbone;
import org.e2vpt.harness.backbone.Model;
import org.e2vpt.harness.backbone.Pretrained;
import org.e2vpt.harness.bench.KernelCount;
import org.e2vpt.harness.checkpoint.HostTensor;
import org.e2vpt.harness.data.ImageSet;
import org.e2vpt.harness.data.Splits;
import org.e2vpt.harness.meta.NativeCalls.Counts;
import org.e2vpt.harness.tensor.Execution;
import org.e2vpt.harness.tensor.Initial;
import org.e2vpt.harness.tensor.Torch;
import org.e2vpt.harness.training.FeatureFiles;
import org.e2vpt.harness.training.FrozenImages;
import org.e2vpt.harness.training.HeadTraining;
import org.e2vpt.harness.training.HeadTraining.Setting;
import org.e2vpt.harness.training.MemoryFit;
import org.e2vpt.harness.training.Recipe;
import org.e2vpt.harness.training.Recipe.Warmup;
import org.e2vpt.harness.training.Trainer;
import org.e2vpt.harness.tuning.Adaptation;
import org.e2vpt.harness.tuning.Faulty;
import org.e2vpt.harness.tuning.Method;
import org.e2vpt.harness.tuning.Tuning;
import org.e2vpt.harness.tuning.TuningMethods;

/**
 * A process with {@link MetaAgent} that tries cases: each on a line of standard input, its {@link
 * MetaResult} on a line of standard output.
 *
 * <p>A case trains three epochs of two steps, of which the last is counted, is measured, is scored
 * and pruned if its method does so, and is trained again after a step found no memory for a batch;
 * heads that are trained as one batch are fewer then.
 */
final class MetaProcess {

  private static final int BATCH = 8;
  private static final int EPOCHS = 3;
  private static final int CLASSES = 100;

  private final Path folder;
  private final Map<String, Backbone> backbones = new LinkedHashMap<>();

  private MetaProcess(Path folder) {
    this.folder = folder;
  }

  public static void main(String[] arguments) throws IOException {
    Locale.setDefault(Locale.ROOT);
    Torch.start(1);
    MetaProcess process = new MetaProcess(Path.of(arguments[0]));
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      MetaCase tried = MetaCase.parse(line);
      System.out.println(MetaResult.MARKER + process.result(tried).line());
    }
    System.out.flush();
    Runtime.getRuntime().halt(0); // see org.e2vpt.harness.worker.Worker
  }

  private MetaResult result(MetaCase tried) {
    try {
      return tried(tried);
    } catch (RuntimeException e) {
      e.printStackTrace();
      return MetaResult.failed(String.valueOf(e.getMessage()).replaceAll("\\s+", " "));
    }
  }

  private MetaResult tried(MetaCase tried) {
    Counts begin = NativeCalls.counts();
    Counting counting;
    boolean splittable;
    if (tried.heads() > 1) {
      counting = stacked(tried, tried.heads());
      fits(
          tried.heads(),
          heads -> {
            var unused = stacked(tried, heads);
          });
      return counting.result(NativeCalls.counts().since(begin).mixed());
    }
    try (NDManager manager = Torch.manager("gpu0")) {
      Tuning tuning = tuning(tried, tried.options(), Map.of(), manager);
      ImageSet images = images(tuning.backbone().architecture().image());
      counting = trained(tried, tuning, images, manager);
      Map<String, HostTensor> scores =
          tuning.artifact(work -> new Trainer(tuning, manager).forEachBatch(images, BATCH, work));
      if (!scores.isEmpty()) {
        Tuning pruned = tuning(tried, pruning(tried.options()), scores, manager);
        var unused = trained(tried, pruned, images, manager);
      }
      splittable = !tuning.normalisesBatches();
    }
    if (splittable) {
      fits(BATCH, size -> inBatches(tried, size));
    }
    Counts all = NativeCalls.counts().since(begin);
    return counting.result(all.mixed());
  }

  private Counting trained(MetaCase tried, Tuning tuning, ImageSet images, NDManager manager) {
    try (FrozenImages frozen = frozen(tried, tuning, images)) {
      Trainer trainer = new Trainer(tuning, manager, BATCH, Optional.of(frozen));
      Counting counting = new Counting();
      NativeCalls.onBackward(counting::backward);
      var unused =
          trainer.train(
              images, recipe(tried, EPOCHS), 0, (epoch, rate, loss, speed) -> counting.epoch());
      NativeCalls.onBackward(() -> {});
      var unusedAccuracy = trainer.accuracy(images);
      return counting;
    }
  }

  /** As many heads of different learning rates as one batch. */
  private Counting stacked(MetaCase tried, int heads) {
    try (NDManager manager = Torch.manager("gpu0")) {
      ImmutableList<Tuning> tunings =
          Stream.generate(() -> tuning(tried, tried.options(), Map.of(), manager))
              .limit(heads)
              .collect(toImmutableList());
      List<Setting> settings =
          IntStream.rangeClosed(1, heads)
              .mapToObj(i -> new Setting(recipe(tried, EPOCHS, 0.01 * i), 0))
              .toList();
      ImageSet images = images(tunings.get(0).backbone().architecture().image());
      try (FrozenImages frozen = frozen(tried, tunings.get(0), images)) {
        Counting counting = new Counting();
        NativeCalls.onBackward(counting::backward);
        var unused =
            new HeadTraining(tunings, settings, Optional.of(frozen), manager, Optional.empty())
                .run(images, images, (epoch, rate, loss, speed) -> counting.epoch());
        return counting;
      } finally {
        NativeCalls.onBackward(() -> {});
      }
    }
  }

  /** What a step finds no memory for is done in halves. */
  private static void fits(int whole, IntConsumer work) {
    NativeCalls.runOutOfMemory();
    List<Integer> sizes = new ArrayList<>();
    var unused =
        MemoryFit.halving(
            whole,
            size -> {
              sizes.add(size);
              work.accept(size);
              return size;
            });
    if (!sizes.equals(List.of(whole, whole / 2))) {
      throw new IllegalStateException("out of memory was not answered by halves: " + sizes);
    }
  }

  private void inBatches(MetaCase tried, int size) {
    try (NDManager manager = Torch.manager("gpu0")) {
      Tuning tuning = tuning(tried, tried.options(), Map.of(), manager);
      Trainer trainer = new Trainer(tuning, manager, size, Optional.empty());
      var unused =
          trainer.train(
              images(tuning.backbone().architecture().image()),
              recipe(tried, 1),
              0,
              (epoch, rate, loss, speed) -> {});
    }
  }

  private static Recipe recipe(MetaCase tried, int epochs) {
    return recipe(tried, epochs, 0.01);
  }

  private static Recipe recipe(MetaCase tried, int epochs, double rate) {
    return new Recipe(tried.optimizer(), rate, 0.0001, epochs, 0, BATCH, Warmup.FROM_FIRST_STEP);
  }

  private FrozenImages frozen(MetaCase tried, Tuning tuning, ImageSet images) {
    Splits splits = new Splits(images, images, images.followedBy(images), images);
    return new FrozenImages(
        tuning.backbone(),
        Torch.manager("gpu0"),
        FeatureFiles.of(folder, splits, tried.backbone(), tried.precision()));
  }

  private static ImmutableMap<String, String> pruning(Map<String, String> options) {
    return ImmutableMap.<String, String>builder()
        .putAll(options)
        .put("prune-from", "scores")
        .put("prune-tokens", "1")
        .put("prune-segments", "1")
        .build();
  }

  private Tuning tuning(
      MetaCase tried,
      Map<String, String> options,
      Map<String, HostTensor> artifact,
      NDManager manager) {
    Method<?> method =
        Faulty.has(tried.method()) ? Faulty.get(tried.method()) : TuningMethods.get(tried.method());
    return method.apply(
        new Adaptation(
            backbone(tried),
            CLASSES,
            ImmutableSortedMap.copyOf(options),
            new Initial(0),
            manager,
            id -> artifact));
  }

  private Backbone backbone(MetaCase tried) {
    return backbones.computeIfAbsent(
        tried.backbone() + tried.precision(),
        key -> {
          NDManager forever = Torch.manager("gpu0");
          Model model = Pretrained.model(tried.backbone());
          Map<String, NDArray> weights = new LinkedHashMap<>();
          model
              .architecture()
              .weights()
              .forEach((name, shape) -> weights.put(name, forever.zeros(shape)));
          return model.over(weights, new Execution(true, tried.precision()));
        });
  }

  private static ImageSet images(int side) {
    int count = 2 * BATCH;
    return new ImageSet(
        side, side, new byte[count * side * side * ImageSet.CHANNELS], new int[count]);
  }

  /** Counts the last epoch: a step lies between its two backward passes. */
  private static final class Counting {

    private List<Counts> backward = new ArrayList<>();
    private Counts epochBegan = NativeCalls.counts();
    private Counts step = epochBegan;
    private Counts epoch = epochBegan;
    private int epochs;
    private int kernels;

    void backward() {
      if (epochs == EPOCHS - 1 && backward.isEmpty()) {
        KernelCount.start();
      }
      backward.add(NativeCalls.counts());
      if (epochs == EPOCHS - 1 && backward.size() == 2) {
        kernels = kernels();
      }
    }

    private static int kernels() {
      try {
        return KernelCount.stop();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    void epoch() {
      epochs++;
      Counts now = NativeCalls.counts();
      epoch = now.since(epochBegan);
      step = backward.get(1).since(backward.get(0));
      epochBegan = now;
      backward = new ArrayList<>();
    }

    MetaResult result(String mixed) {
      List<String> faults = new ArrayList<>();
      if (!mixed.isEmpty()) {
        faults.add("mixed devices: " + mixed);
      }
      if (step.reads() > 0) {
        faults.add("reads within a step: " + step.readPlaces());
      }
      return new MetaResult(
          step.calls(),
          kernels,
          step.copies(),
          epoch.copies() - 2 * step.copies(),
          epoch.reads(),
          Joiner.on("; ").join(faults),
          step.copyPlaces());
    }
  }
}
