package org.e2vpt.harness.worker;

import static com.google.common.collect.ImmutableList.toImmutableList;

import ai.djl.ndarray.NDManager;
import com.google.common.base.Stopwatch;
import com.google.common.collect.ImmutableList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.e2vpt.harness.data.Tasks;
import org.e2vpt.harness.data.image.LabelledImages;
import org.e2vpt.harness.schedule.BatchableTrials;
import org.e2vpt.harness.tensor.Torch;
import org.e2vpt.harness.training.Checkpoint;
import org.e2vpt.harness.training.DivergedException;
import org.e2vpt.harness.training.EpochListener;
import org.e2vpt.harness.training.FrozenImages;
import org.e2vpt.harness.training.HeadTraining;
import org.e2vpt.harness.training.HeadTraining.Outcome;
import org.e2vpt.harness.training.HeadTraining.Setting;
import org.e2vpt.harness.training.MemoryFit;
import org.e2vpt.harness.trial.Trial;
import org.e2vpt.harness.trial.TrialResult.Measured;
import org.e2vpt.harness.tuning.Count;
import org.e2vpt.harness.tuning.Tuning;

/**
 * Trials that read the same of a frozen encoder: features of images that stay the same, or each
 * epoch's crops. The first of them that is run is trained together with its companions; these are
 * then answered from memory when their turn comes.
 */
final class HeadTrials {

  private record Known(Outcome outcome, Count count, double earlierSeconds) {}

  /** A model behind its training, and its accuracy in percent. */
  record Tuned(Tuning tuning, double accuracy) {}

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
   * Whether a trial is to be run here. On crops of its own epochs it is trained like any other,
   * since nothing is shared: then it can be continued.
   */
  boolean takes(Trial trial) {
    return BatchableTrials.has(trial)
        && (!Tasks.isCropped(trial.task())
            || known.containsKey(trial)
            || !BatchableTrials.of(trial, companions).isEmpty());
  }

  /**
   * The numbers of a trial; of one that was computed before, its epochs are told all at once. The
   * first of those computed together that is answered well takes the time of all, and the others
   * then take none.
   *
   * @param tunings builds a trial's tensors, owned by the manager
   * @param ended gets each trial that ended well, once, before its tensors are gone
   * @param images behind the encoder
   * @param checkpoints where the training of some trials is saved
   * @param watch of this attempt
   * @throws RuntimeException as a trial alone
   */
  Measured run(
      Trial trial,
      BiFunction<Trial, NDManager, Tuning> tunings,
      BiConsumer<Trial, Tuned> ended,
      LabelledImages train,
      LabelledImages measured,
      FrozenImages images,
      String device,
      Function<ImmutableList<Trial>, Checkpoint> checkpoints,
      EpochListener listener,
      Stopwatch watch) {
    Known own = known.remove(trial);
    if (own == null) {
      own = computed(trial, tunings, ended, train, measured, images, device, checkpoints, listener);
    } else {
      own.outcome.epochs().forEach(epoch -> epoch.tell(listener));
    }
    double seconds = owed + own.earlierSeconds + watch.elapsed(TimeUnit.MILLISECONDS) / 1e3;
    if (own.outcome.failure().isPresent()) {
      owed = seconds;
      throw own.outcome.failure().get();
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

  /** Computes a trial with its companions, and remembers these. */
  private Known computed(
      Trial trial,
      BiFunction<Trial, NDManager, Tuning> tunings,
      BiConsumer<Trial, Tuned> ended,
      LabelledImages train,
      LabelledImages measured,
      FrozenImages images,
      String device,
      Function<ImmutableList<Trial>, Checkpoint> checkpoints,
      EpochListener listener) {
    ImmutableList<Trial> trials =
        Stream.concat(
                Stream.of(trial),
                BatchableTrials.of(trial, companions).stream()
                    .filter(companion -> !known.containsKey(companion)))
            .collect(toImmutableList());
    ImmutableList<Known> all =
        MemoryFit.halving(
            trials.size(),
            count -> {
              try (NDManager manager = Torch.manager(device)) {
                return train(
                    trials.subList(0, count),
                    tunings,
                    ended,
                    train,
                    measured,
                    images,
                    manager,
                    checkpoints,
                    listener);
              }
            });
    for (int i = 1; i < all.size(); i++) {
      Optional<RuntimeException> failure = all.get(i).outcome.failure();
      if (failure.isEmpty() || failure.get() instanceof DivergedException) {
        known.put(trials.get(i), all.get(i));
      } // else it may have failed for the others' sake, and is run again when its turn comes
    }
    return all.get(0);
  }

  private static ImmutableList<Known> train(
      ImmutableList<Trial> trials,
      BiFunction<Trial, NDManager, Tuning> tunings,
      BiConsumer<Trial, Tuned> ended,
      LabelledImages train,
      LabelledImages measured,
      FrozenImages images,
      NDManager manager,
      Function<ImmutableList<Trial>, Checkpoint> checkpoints,
      EpochListener listener) {
    ImmutableList<Tuning> built =
        trials.stream().map(trial -> tunings.apply(trial, manager)).collect(toImmutableList());
    HeadTraining training =
        new HeadTraining(
            built,
            trials.stream().map(trial -> new Setting(trial.recipe(), trial.seed())).toList(),
            Optional.of(images),
            manager,
            Optional.of(checkpoints.apply(trials)));
    ImmutableList<Outcome> outcomes = training.run(train, measured, listener);
    for (int i = 0; i < trials.size(); i++) {
      if (outcomes.get(i).failure().isEmpty()) {
        ended.accept(trials.get(i), new Tuned(built.get(i), outcomes.get(i).accuracy()));
      }
    }
    return IntStream.range(0, trials.size())
        .mapToObj(
            i ->
                new Known(
                    outcomes.get(i), built.get(i).count(), i == 0 ? training.earlierSeconds() : 0))
        .collect(toImmutableList());
  }
}
