package org.e2vpt.harness.trial;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.google.common.base.Stopwatch;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.e2vpt.harness.backbone.Backbone;
import org.e2vpt.harness.backbone.FrozenPrefix;
import org.e2vpt.harness.data.Tasks;
import org.e2vpt.harness.data.image.LabelledImages;
import org.e2vpt.harness.tensor.Initial;
import org.e2vpt.harness.tensor.Torch;
import org.e2vpt.harness.training.EpochListener;
import org.e2vpt.harness.training.FrozenImages;
import org.e2vpt.harness.training.HeadTraining;
import org.e2vpt.harness.training.HeadTraining.Labelled;
import org.e2vpt.harness.training.HeadTraining.Outcome;
import org.e2vpt.harness.training.HeadTraining.Setting;
import org.e2vpt.harness.training.MemoryFit;
import org.e2vpt.harness.trial.TrialResult.Measured;
import org.e2vpt.harness.tuning.Adaptation;
import org.e2vpt.harness.tuning.Count;
import org.e2vpt.harness.tuning.HeadStack;
import org.e2vpt.harness.tuning.Options;
import org.e2vpt.harness.tuning.Tuning;
import org.e2vpt.harness.tuning.TuningMethods;

/**
 * Trials that train a head on frozen features, and nothing else. The first of them that is run is
 * trained together with its companions, as one batched problem; these are then answered from memory
 * when their turn comes.
 */
final class HeadTrials {

  private record Known(Outcome outcome, Measured measured) {}

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

  /** Says what could be trained together with the next trial. */
  void announce(List<Trial> next) {
    companions = ImmutableList.copyOf(next);
  }

  /**
   * The numbers of a trial, and its epochs all at once.
   *
   * @param images behind the encoder
   * @throws org.e2vpt.harness.training.DivergedException as a trial alone
   */
  Measured run(
      Trial trial,
      Backbone backbone,
      LabelledImages train,
      LabelledImages measured,
      FrozenImages images,
      String device,
      EpochListener listener) {
    if (!known.containsKey(trial)) {
      ImmutableList<Trial> trials =
          Stream.concat(
                  Stream.of(trial),
                  Companions.of(trial, companions).stream()
                      .filter(companion -> !known.containsKey(companion)))
              .collect(ImmutableList.toImmutableList());
      known.putAll(
          MemoryFit.halving(
              trials.size(),
              count -> {
                try (NDManager manager = Torch.manager(device)) {
                  return train(
                      trials.subList(0, count), backbone, train, measured, images, manager);
                }
              }));
    }
    Known own = Objects.requireNonNull(known.remove(trial));
    own.outcome
        .epochs()
        .forEach(e -> listener.epoch(e.epoch(), e.learningRate(), e.loss(), e.imagesPerSecond()));
    if (own.outcome.diverged().isPresent()) {
      throw own.outcome.diverged().get();
    }
    return own.measured;
  }

  /** The time of all is shared among them evenly, so that their sum is what they cost. */
  private static Map<Trial, Known> train(
      ImmutableList<Trial> trials,
      Backbone backbone,
      LabelledImages train,
      LabelledImages measured,
      FrozenImages images,
      NDManager manager) {
    Stopwatch watch = Stopwatch.createStarted();
    ImmutableList<Tuning> tunings =
        trials.stream()
            .map(trial -> tuning(trial, backbone, manager))
            .collect(ImmutableList.toImmutableList());
    Labelled seen = labelled(train, images, manager);
    ImmutableList<Outcome> outcomes =
        new HeadTraining(
                new HeadStack(tunings, manager),
                trials.stream().map(trial -> new Setting(trial.recipe(), trial.seed())).toList(),
                manager)
            .run(seen, labelled(measured, images, manager));
    double seconds = watch.elapsed(TimeUnit.MILLISECONDS) / 1e3 / trials.size();
    Count count = tunings.get(0).count();
    Map<Trial, Known> all = new HashMap<>();
    for (int i = 0; i < trials.size(); i++) {
      Outcome outcome = outcomes.get(i);
      all.put(trials.get(i), new Known(outcome, measured(outcome, count, seconds)));
    }
    return all;
  }

  private static Measured measured(Outcome outcome, Count count, double seconds) {
    double speed =
        outcome.epochs().stream()
            .mapToDouble(HeadTraining.Epoch::imagesPerSecond)
            .average()
            .orElse(Double.NaN);
    return new Measured(
        outcome.accuracy(),
        outcome.epochs().isEmpty() ? Double.NaN : outcome.loss(),
        count.tuned(),
        count.kept(),
        count.total(),
        seconds,
        speed);
  }

  private static Tuning tuning(Trial trial, Backbone backbone, NDManager manager) {
    return TuningMethods.apply(
        trial.method(),
        new Adaptation(
            backbone,
            Tasks.get(trial.task()).classes(),
            new Options(trial.method(), trial.options()),
            new Initial(trial.seed()),
            manager,
            id -> ImmutableMap.of()));
  }

  private static Labelled labelled(LabelledImages images, FrozenImages frozen, NDManager manager) {
    NDArray features = frozen.behind(FrozenPrefix.ENCODER, images).orElseThrow();
    long[] labels = IntStream.range(0, images.size()).mapToLong(images::label).toArray();
    return new Labelled(features, manager.create(labels));
  }
}
