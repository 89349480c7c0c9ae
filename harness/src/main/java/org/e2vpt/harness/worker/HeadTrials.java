package org.e2vpt.harness.worker;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.google.common.base.Stopwatch;
import com.google.common.collect.ImmutableList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.e2vpt.harness.backbone.FrozenPrefix;
import org.e2vpt.harness.data.image.LabelledImages;
import org.e2vpt.harness.schedule.BatchableTrials;
import org.e2vpt.harness.tensor.Torch;
import org.e2vpt.harness.training.EpochListener;
import org.e2vpt.harness.training.FrozenImages;
import org.e2vpt.harness.training.HeadTraining;
import org.e2vpt.harness.training.HeadTraining.Labelled;
import org.e2vpt.harness.training.HeadTraining.Outcome;
import org.e2vpt.harness.training.HeadTraining.Setting;
import org.e2vpt.harness.training.MemoryFit;
import org.e2vpt.harness.trial.Trial;
import org.e2vpt.harness.trial.TrialResult.Measured;
import org.e2vpt.harness.tuning.Count;
import org.e2vpt.harness.tuning.HeadStack;
import org.e2vpt.harness.tuning.Tuning;

/**
 * Trials that train a head on frozen features, and nothing else. The first of them that is run is
 * trained together with its companions, as one batched problem; these are then answered from memory
 * when their turn comes.
 */
final class HeadTrials {

  private record Known(Outcome outcome, Count count) {}

  /** Of grids that take turns; an outcome is some kilobytes. */
  private static final int MOST_KNOWN = 4096;

  private final Map<Trial, Known> known =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Trial, Known> eldest) {
          return size() > MOST_KNOWN;
        }
      };
  private ImmutableList<Trial> companions = ImmutableList.of();

  /** Seconds of trials that diverged, which have no numbers of their own to tell them with. */
  private double owed;

  /** Says what could be trained together with the next trial. */
  void announce(List<Trial> next) {
    companions = ImmutableList.copyOf(next);
  }

  /**
   * The numbers of a trial, and its epochs all at once. The first of those computed together that
   * is answered well takes the time of all, and the others then take none.
   *
   * @param tunings builds a trial's tensors, owned by the manager
   * @param images behind the encoder
   * @param watch of this attempt
   * @throws org.e2vpt.harness.training.DivergedException as a trial alone
   */
  Measured run(
      Trial trial,
      BiFunction<Trial, NDManager, Tuning> tunings,
      LabelledImages train,
      LabelledImages measured,
      FrozenImages images,
      String device,
      EpochListener listener,
      Stopwatch watch) {
    if (!known.containsKey(trial)) {
      ImmutableList<Trial> trials =
          Stream.concat(
                  Stream.of(trial),
                  BatchableTrials.of(trial, companions).stream()
                      .filter(companion -> !known.containsKey(companion)))
              .collect(ImmutableList.toImmutableList());
      known.putAll(
          MemoryFit.halving(
              trials.size(),
              count -> {
                try (NDManager manager = Torch.manager(device)) {
                  return train(trials.subList(0, count), tunings, train, measured, images, manager);
                }
              }));
    }
    Known own = Objects.requireNonNull(known.remove(trial));
    own.outcome
        .epochs()
        .forEach(e -> listener.epoch(e.epoch(), e.learningRate(), e.loss(), e.imagesPerSecond()));
    double seconds = owed + watch.elapsed(TimeUnit.MILLISECONDS) / 1e3;
    if (own.outcome.diverged().isPresent()) {
      owed = seconds;
      throw own.outcome.diverged().get();
    }
    owed = 0;
    return new Measured(
        own.outcome.accuracy(),
        own.outcome.loss(),
        own.count.tuned(),
        own.count.kept(),
        own.count.total(),
        seconds,
        own.outcome.imagesPerSecond());
  }

  private static Map<Trial, Known> train(
      ImmutableList<Trial> trials,
      BiFunction<Trial, NDManager, Tuning> tunings,
      LabelledImages train,
      LabelledImages measured,
      FrozenImages images,
      NDManager manager) {
    ImmutableList<Tuning> built =
        trials.stream()
            .map(trial -> tunings.apply(trial, manager))
            .collect(ImmutableList.toImmutableList());
    ImmutableList<Outcome> outcomes =
        new HeadTraining(
                new HeadStack(built, manager),
                trials.stream().map(trial -> new Setting(trial.recipe(), trial.seed())).toList(),
                manager)
            .run(labelled(train, images, manager), labelled(measured, images, manager));
    Map<Trial, Known> all = new HashMap<>();
    for (int i = 0; i < trials.size(); i++) {
      all.put(trials.get(i), new Known(outcomes.get(i), built.get(i).count()));
    }
    return all;
  }

  private static Labelled labelled(LabelledImages images, FrozenImages frozen, NDManager manager) {
    NDArray features = frozen.behind(FrozenPrefix.ENCODER, images).orElseThrow();
    long[] labels = IntStream.range(0, images.size()).mapToLong(images::label).toArray();
    return new Labelled(features, manager.create(labels));
  }
}
