package org.e2vpt.harness.schedule;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.e2vpt.harness.backbone.Architecture;
import org.e2vpt.harness.backbone.FrozenPrefix;
import org.e2vpt.harness.backbone.Pretrained;
import org.e2vpt.harness.data.Tasks;
import org.e2vpt.harness.trial.Trial;
import org.e2vpt.harness.trial.Trial.Split;
import org.e2vpt.harness.tuning.Method;
import org.e2vpt.harness.tuning.TuningMethods;

/**
 * Trials that can be trained together, as they read the same of a frozen encoder: those of a head
 * on features of images that stay the same, and those of one seed on images that are cropped anew
 * in each epoch, of a head or of a network beside the encoder. Each gets the numbers that it would
 * get alone.
 */
public final class BatchableTrials {

  /** As many as are trained together: a grid is rarely larger, and memory is not endless. */
  public static final int MOST = 64;

  private static final ImmutableSet<String> RATES_AND_SEED =
      ImmutableSet.of("base_lr", "weight_decay", "seed");

  private static final String BETWEEN = "\t"; // no setting has one

  private BatchableTrials() {}

  /**
   * Whether a trial can have companions: it trains a head on features that do not change, or
   * searches on crops with a frozen encoder. Final runs on crops have seeds of their own.
   */
  public static boolean has(Trial trial) {
    if (trial.split() == Split.EMBED
        || !trial.recipe().isWhole()
        || !trial.execution().shortcuts()
        || !TuningMethods.ids().contains(trial.method())) {
      return false;
    }
    Method<?> method = TuningMethods.get(trial.method());
    return Tasks.isCropped(trial.task())
        ? trial.split() == Split.SEARCH
            && method.prefix(architecture(trial)) == FrozenPrefix.ENCODER
        : method.trainsOnlyHead(architecture(trial));
  }

  /**
   * Whether two such trials can be trained together: they differ in learning rate and weight decay,
   * and in the seed, if that only gives the order of images and the start.
   */
  static boolean together(Trial one, Trial other) {
    return one.method().equals(other.method())
        && one.task().equals(other.task())
        && one.differsAtMostIn(RATES_AND_SEED, other)
        && has(one)
        && (one.seed() == other.seed() || !(Tasks.isCropped(one.task()) || headDrops(one)));
  }

  private static boolean headDrops(Trial trial) {
    return TuningMethods.get(trial.method()).headDrops(architecture(trial));
  }

  /** Those among {@code needed} that can be trained together with {@code trial}. */
  public static ImmutableList<Trial> of(Trial trial, Collection<Trial> needed) {
    if (!has(trial)) { // most have none, and need not be compared
      return ImmutableList.of();
    }
    return needed.stream()
        .filter(other -> !other.equals(trial) && together(trial, other))
        .limit(MOST - 1)
        .collect(ImmutableList.toImmutableList());
  }

  private static Architecture architecture(Trial trial) {
    return Pretrained.model(trial.backbone()).architecture();
  }

  /** A trial and its companions on one line. */
  public static String line(Trial trial, List<Trial> companions) {
    return Stream.concat(Stream.of(trial), companions.stream())
        .map(Trial::canonical)
        .collect(Collectors.joining(BETWEEN));
  }

  /**
   * Reads {@link #line}: the trial, and behind it its companions.
   *
   * @throws IllegalArgumentException as {@link Trial#parse}
   */
  public static ImmutableList<Trial> parse(String line) {
    return Stream.of(line.split(BETWEEN))
        .map(Trial::parse)
        .collect(ImmutableList.toImmutableList());
  }
}
