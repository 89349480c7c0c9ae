package org.e2vpt.harness.worker;

import ai.djl.ndarray.NDManager;
import com.google.common.base.Stopwatch;
import com.google.common.collect.ImmutableMap;
import com.google.common.hash.Hashing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.e2vpt.harness.backbone.Architecture;
import org.e2vpt.harness.backbone.Backbone;
import org.e2vpt.harness.backbone.Pretrained;
import org.e2vpt.harness.checkpoint.HostTensor;
import org.e2vpt.harness.checkpoint.TensorFile;
import org.e2vpt.harness.data.DataFolder;
import org.e2vpt.harness.data.DatasetsLock.LockedFile;
import org.e2vpt.harness.data.Splits;
import org.e2vpt.harness.data.Tasks;
import org.e2vpt.harness.data.TestImages;
import org.e2vpt.harness.data.image.LabelledImages;
import org.e2vpt.harness.file.BestEffort;
import org.e2vpt.harness.file.Retry;
import org.e2vpt.harness.hyperbolic.Embedding;
import org.e2vpt.harness.hyperbolic.Embedding.Featured;
import org.e2vpt.harness.tensor.Execution;
import org.e2vpt.harness.tensor.Initial;
import org.e2vpt.harness.tensor.Torch;
import org.e2vpt.harness.text.Amounts;
import org.e2vpt.harness.training.Checkpoint;
import org.e2vpt.harness.training.DivergedException;
import org.e2vpt.harness.training.EpochListener;
import org.e2vpt.harness.training.FeatureFiles;
import org.e2vpt.harness.training.FrozenImages;
import org.e2vpt.harness.training.MemoryFit;
import org.e2vpt.harness.training.Trainer;
import org.e2vpt.harness.training.Trainer.Trained;
import org.e2vpt.harness.trial.BuildInfo;
import org.e2vpt.harness.trial.Trial;
import org.e2vpt.harness.trial.Trial.Split;
import org.e2vpt.harness.trial.TrialResult.Measured;
import org.e2vpt.harness.tuned.LoadedBackbone;
import org.e2vpt.harness.tuned.TunedInfo;
import org.e2vpt.harness.tuned.TunedInfo.FinalRun;
import org.e2vpt.harness.tuned.TunedWeights;
import org.e2vpt.harness.tuning.Adaptation;
import org.e2vpt.harness.tuning.Count;
import org.e2vpt.harness.tuning.Tuning;
import org.e2vpt.harness.tuning.TuningMethods;
import org.e2vpt.harness.worker.HeadTrials.Tuned;
import org.jspecify.annotations.Nullable;

/**
 * The real body of a trial: tune a backbone on a task and measure its accuracy, after the last
 * epoch unless a search compares best epochs.
 *
 * <p>Backbones stay on the device for the trials that follow. Where its memory does not hold a
 * batch, the trial is run again in micro-batches.
 */
public final class Experiment implements TrialBody {

  /** In bytes: of prompts and heads on ViT-B/16 it has some 5 MB, of Full 1 GB. */
  static final long SMALL_CHECKPOINT = 32 << 20;

  private final String device;
  private final String kindOfDevice;
  private final int threads;
  private final DataFolder folder;
  private final Duration checkpoints;
  private final Tasks tasks;
  private final boolean keepsFull;
  private final Map<Map.Entry<String, Execution>, LoadedBackbone> backbones = new HashMap<>();
  private final HeadTrials heads = new HeadTrials();
  private @Nullable FrozenImages frozen;

  public Experiment(WorkerSettings settings) {
    device = settings.device();
    kindOfDevice = settings.kindOfDevice();
    threads = settings.threads();
    folder = settings.folder();
    checkpoints = settings.checkpoints();
    keepsFull = settings.keepsFull();
    tasks = new Tasks(folder);
  }

  /**
   * Threads are part of it on a CPU: large products are added up in an order that depends on them.
   */
  @Override
  public String engine() {
    Torch.start(threads);
    return device.equals("cpu")
        ? "%s, %s".formatted(Torch.versions(), Amounts.count(threads, "thread"))
        : Torch.versions();
  }

  @Override
  public void announce(List<Trial> companions) {
    heads.announce(companions);
  }

  @Override
  public Measured run(Trial trial, Path directory, EpochListener epochs) throws IOException {
    Stopwatch watch = Stopwatch.createStarted();
    Torch.start(threads);
    Torch.requirePossible(trial.execution().precision(), device);
    Tasks planned = tasks.with(trial.task(), trial.data());
    requireSame("task " + trial.task(), planned.sha256(trial.task()), trial.data());
    int side = architecture(trial).image();
    Splits splits = planned.splits(trial.task(), side);
    boolean search = trial.split() == Split.SEARCH;
    try {
      Measured measured =
          heads.takes(trial)
              ? heads.run(
                  trial,
                  (each, manager) -> tuning(each, directory, manager),
                  (each, tuned) -> keepTuned(directory, each, tuned, splits),
                  search ? splits.train() : splits.finalTrain(),
                  search ? splits.val() : splits.test(),
                  frozen(trial, splits),
                  device,
                  together -> checkpoint(together, directory, watch),
                  epochs,
                  watch)
              : inMemory(trial, splits, directory, epochs, watch);
      if (trial.recipe().isWhole()) { // otherwise another trial continues it
        Checkpoint.delete(checkpointFile(directory, trial), epochs::notice);
      }
      return measured;
    } catch (DivergedException e) { // what failed otherwise may be tried again
      Checkpoint.delete(checkpointFile(directory, trial), epochs::notice);
      throw e;
    }
  }

  private Measured inMemory(
      Trial trial, Splits splits, Path directory, EpochListener epochs, Stopwatch watch) {
    boolean[] keeps = {true};
    return MemoryFit.halving(
        trial.recipe().batch(),
        microBatch -> {
          try {
            return attempt(trial, splits, directory, epochs, microBatch, keeps[0], watch);
          } catch (RuntimeException e) {
            if (!keeps[0] || frozen == null || !Torch.isOutOfMemory(e)) {
              throw e;
            }
            // The parts in which a trial is run must not depend on tokens, nor on trials before it.
            forget();
            keeps[0] = false;
            return attempt(trial, splits, directory, epochs, microBatch, false, watch);
          }
        });
  }

  private Architecture architecture(Trial trial) {
    return Pretrained.get(trial.backbone(), folder).model().architecture();
  }

  private void forget() {
    if (frozen != null) {
      frozen.close();
      frozen = null;
    }
  }

  private Measured attempt(
      Trial trial,
      Splits splits,
      Path directory,
      EpochListener epochs,
      int microBatch,
      boolean keepsTokens,
      Stopwatch watch) {
    boolean search = trial.split() == Split.SEARCH;
    LabelledImages train = search ? splits.train() : splits.finalTrain();
    LabelledImages measured = search ? splits.val() : splits.test();
    int batch = trial.recipe().batch();
    requireSplittable(trial, microBatch);
    try (NDManager manager = Torch.manager(device)) {
      Tuning tuning = tuning(trial, directory, manager);
      Trainer trainer =
          new Trainer(tuning, manager, microBatch, shared(tuning, trial, splits, keepsTokens));
      Trained trained =
          trainer.train(
              train,
              trial.recipe(),
              trial.seed(),
              search ? Optional.of(measured) : Optional.empty(),
              Optional.of(checkpoint(trial, directory, microBatch, watch)),
              epochs);
      Optional<PredictionFile> predictions = predictions(trial);
      double last =
          trainer.accuracy(
              measured, logits -> predictions.ifPresent(file -> file.add(logits.toFloatArray())));
      predictions.ifPresent(file -> keep("the predictions", () -> file.write(directory, trial)));
      double accuracy = trial.recipe().chosenEpoch().accuracy(trained.bestAccuracy(), last);
      if (trial.split() == Split.EMBED) {
        Embedding embedding =
            Embedding.of(
                new Featured(trainer.features(train), labels(train)),
                new Featured(trainer.features(measured), labels(measured)),
                new Initial(trial.seed()),
                manager);
        keep("the embedding", () -> EmbeddingFiles.write(directory, trial, embedding));
      }
      if (trial.split() != Split.EMBED && trial.recipe().isWhole()) { // no other is pruned
        writeArtifact(
            directory,
            trial,
            tuning.artifact(work -> trainer.forEachBatch(train, microBatch, work)));
      }
      keepTuned(directory, trial, new Tuned(tuning, accuracy), splits);
      Count count = tuning.count();
      return new Measured(
          accuracy,
          trained.loss(),
          count.tuned(),
          count.kept(),
          count.total(),
          trained.earlierSeconds() + watch.elapsed(TimeUnit.MILLISECONDS) / 1e3,
          trained.imagesPerSecond(),
          microBatch < batch ? microBatch : 0);
    }
  }

  /** Of final runs on a folder of the user's, for the report. */
  private Optional<PredictionFile> predictions(Trial trial) {
    return trial.split() == Split.FINAL
        ? TestImages.of(trial.task(), folder).map(PredictionFile::new)
        : Optional.empty();
  }

  private Checkpoint checkpoint(Trial trial, Path directory, int microBatch, Stopwatch watch) {
    return checkpoint(trial, directory, "micro-batch", Integer.toString(microBatch), watch);
  }

  /** Of trials that are trained together: the others are named by what their ids hash to. */
  private Checkpoint checkpoint(List<Trial> together, Path directory, Stopwatch watch) {
    String ids = together.stream().map(Trial::id).collect(Collectors.joining(" "));
    return checkpoint(
        together.get(0),
        directory,
        "group",
        Hashing.sha256().hashString(ids, StandardCharsets.UTF_8).toString(),
        watch);
  }

  /**
   * Of a trial, or of the first of several.
   *
   * @param part what its numbers depend on, too
   */
  private Checkpoint checkpoint(
      Trial trial, Path directory, String part, String value, Stopwatch watch) {
    return new Checkpoint(
        checkpointFile(directory, trial),
        ImmutableMap.of(
            "trial",
            trial.whole().canonical(),
            "program",
            BuildInfo.ofProgram().commit(),
            "engine",
            engine(),
            "device",
            kindOfDevice,
            part,
            value),
        checkpoints,
        watch);
  }

  /**
   * Deletes the checkpoint of a trial that nothing continues, if it is large: a small one still
   * saves epochs if the full grid is searched after all.
   *
   * @param directory of the journal
   */
  public static void forget(Path directory, Trial trial) {
    Path file = checkpointFile(directory, trial);
    if (file.toFile().length() > SMALL_CHECKPOINT) {
      Checkpoint.delete(file, System.err::println);
    }
  }

  private static Path checkpointFile(Path directory, Trial trial) {
    return directory.resolve("checkpoints").resolve(trial.whole().id() + ".safetensors");
  }

  private Tuning tuning(Trial trial, Path directory, NDManager manager) {
    return TuningMethods.get(trial.method())
        .apply(
            new Adaptation(
                backbone(trial),
                tasks.get(trial.task()).classes(),
                trial.options(),
                new Initial(trial.seed()),
                manager,
                id -> id.contains("/") ? published(id) : new ArtifactFile(directory, id).read()));
  }

  private Optional<FrozenImages> shared(
      Tuning tuning, Trial trial, Splits splits, boolean keepsTokens) {
    boolean keeps =
        switch (tuning.prefix()) {
          case NOTHING -> false;
          case EMBEDDING, ALL_BUT_LAST_BLOCK -> keepsTokens;
          case ENCODER -> true;
        };
    return keeps && trial.execution().shortcuts()
        ? Optional.of(frozen(trial, splits))
        : Optional.empty();
  }

  /** Kept as long as trials on the same images by the same encoder follow each other. */
  private FrozenImages frozen(Trial trial, Splits splits) {
    FeatureFiles files = files(trial, splits);
    FrozenImages now = frozen;
    if (now == null || !files.equals(now.files())) {
      forget();
      now = new FrozenImages(backbone(trial), Torch.manager(device), files);
      frozen = now;
    }
    return now;
  }

  private FeatureFiles files(Trial trial, Splits splits) {
    return FeatureFiles.of(
        folder.root().resolve(".cache").resolve("features"),
        splits,
        "numerics " + Trial.NUMERICS,
        engine(),
        trial.backbone(),
        trial.weights(),
        trial.task(),
        trial.data(),
        trial.execution(),
        kindOfDevice);
  }

  private static int[] labels(LabelledImages images) {
    return IntStream.range(0, images.size()).map(images::label).toArray();
  }

  /**
   * The mean of signed importance is one over the means of batches, so it depends on their size.
   */
  private void requireSplittable(Trial trial, int microBatch) {
    boolean whole =
        trial.split() != Split.EMBED
            && TuningMethods.get(trial.method())
                .read(architecture(trial), trial.options())
                .scoresWholeBatches();
    if (whole && microBatch < trial.recipe().batch()) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "the device has no memory for a batch of %d images, and signed importance is a mean over"
                  + " whole batches; use a device with more memory, or -Dprotocol.importance=absolute",
              trial.recipe().batch()));
    }
  }

  private Backbone backbone(Trial trial) {
    return backbones
        .computeIfAbsent(
            Map.entry(trial.backbone(), trial.execution()),
            asked -> {
              String id = asked.getKey();
              Pretrained pretrained = Pretrained.get(id, folder);
              requireSame("backbone " + id, pretrained.sha256(), trial.weights());
              return LoadedBackbone.of(pretrained, asked.getValue(), device);
            })
        .backbone();
  }

  private static void requireSame(String what, String actual, String planned) {
    if (!actual.equals(planned)) {
      throw new IllegalArgumentException(
          "%s has sha256 %s, but the trial was planned for %s; plan it again with this program"
              .formatted(what, actual, planned));
    }
  }

  private static void writeArtifact(Path directory, Trial trial, Map<String, HostTensor> artifact) {
    if (!artifact.isEmpty()) {
      keep(
          new ArtifactFile(directory, trial.id()).path().toString(),
          () -> ArtifactFile.write(directory, trial, artifact));
    }
  }

  /**
   * Keeps what a final run tuned. Full is as large as its backbone, and kept for who asks for it.
   */
  private void keepTuned(Path directory, Trial trial, Tuned tuned, Splits splits) {
    if (trial.split() != Split.FINAL
        || !trial.recipe().isWhole()
        || (tuned.tuning().tunesMostOfEncoder() && !keepsFull)) {
      return;
    }
    Tasks planned = tasks.with(trial.task(), trial.data());
    TunedInfo info =
        new TunedInfo(
            trial.backbone(),
            trial.weights(),
            trial.method(),
            trial.options(),
            planned.get(trial.task()).classNames().get(),
            planned.pixels(trial.task(), architecture(trial).image()),
            trial.execution(),
            BuildInfo.ofProgram().commit(),
            Optional.of(FinalRun.of(trial, tuned.accuracy(), splits.test().size())));
    Path file = TunedWeights.file(directory, trial);
    keep(
        file.toString(),
        () -> new TunedWeights(info, ImmutableMap.copyOf(tuned.tuning().tensors())).write(file));
  }

  /**
   * Writes what another trial or a report reads. If it cannot be written, the accuracy that was
   * measured is not lost for it: only what needs the file fails, and says which trial to run again.
   */
  private static void keep(String what, BestEffort.Write write) {
    new BestEffort(what).run(() -> new Retry().run(what, write));
  }

  /** The tensors of a file of the lock. */
  private Map<String, HostTensor> published(String id) {
    LockedFile file = folder.lock().file(id);
    if (folder.state(file) != DataFolder.State.CHECKED) {
      folder.check(file);
    }
    try (TensorFile tensors = TensorFile.open(folder.path(file))) {
      return tensors.readAll();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
