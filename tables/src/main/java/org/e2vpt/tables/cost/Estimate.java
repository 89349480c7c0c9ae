package org.e2vpt.tables.cost;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMultiset;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.math.IntMath;
import java.math.RoundingMode;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import org.e2vpt.harness.backbone.Architecture;
import org.e2vpt.harness.backbone.Flops;
import org.e2vpt.harness.backbone.FrozenPrefix;
import org.e2vpt.harness.data.TaskSize;
import org.e2vpt.harness.data.Tasks;
import org.e2vpt.harness.schedule.BatchableTrials;
import org.e2vpt.harness.training.FrozenImages;
import org.e2vpt.harness.training.Recipe.ChosenEpoch;
import org.e2vpt.harness.tuning.Method;
import org.e2vpt.harness.tuning.TuningMethods;
import org.e2vpt.tables.paper.PlanChoices.SearchSeeds;
import org.e2vpt.tables.plan.RowPlan;
import org.e2vpt.tables.plan.Stage;

/**
 * What trials cost. Operations are those that are executed in the encoder and in a network beside
 * it; heads are left out.
 *
 * @param trials how many
 * @param forward images that go forward through the encoder, those that are measured included
 * @param backward images that come back through it
 * @param flops operations
 */
public record Estimate(long trials, double forward, double backward, double flops) {

  static final Estimate NOTHING = new Estimate(0, 0, 0, 0);

  /**
   * Images that go through a prefix once for all trials.
   *
   * @param part which of the task's images
   */
  record Encoded(String backbone, String task, FrozenPrefix prefix, String part) {}

  /**
   * A stage of one row on one task. Where a length or a pruning is still to be chosen, what comes
   * after the search is counted with the one that costs most.
   *
   * @param options of each trial to count; none to count all that are planned
   * @param costs of one image
   * @param first whether images did not go through it yet for another row or stage
   */
  static Estimate of(
      RowPlan plan,
      Stage stage,
      ImmutableMultiset<Map<String, String>> options,
      ImageCosts costs,
      Predicate<Encoded> first) {
    return new StageCost(plan, stage, options, costs).estimate(first);
  }

  Estimate plus(Estimate other) {
    return new Estimate(
        trials + other.trials,
        forward + other.forward,
        backward + other.backward,
        flops + other.flops);
  }

  /**
   * A stage, and what is asked for it.
   *
   * @param cropped whether the images to train on are others in each epoch
   * @param epochs of a trial in the mean: in a race, most end early
   */
  private record StageCost(
      RowPlan plan,
      Stage stage,
      ImmutableMultiset<Map<String, String>> options,
      ImageCosts costs,
      Architecture architecture,
      Method<?> method,
      FrozenPrefix prefix,
      boolean cropped,
      int train,
      int measured,
      double epochs) {

    StageCost(
        RowPlan plan,
        Stage stage,
        ImmutableMultiset<Map<String, String>> options,
        ImageCosts costs) {
      this(
          plan,
          stage,
          options,
          costs,
          costs.architecture(plan),
          TuningMethods.get(plan.row().method()),
          prefix(plan, costs.architecture(plan)),
          Tasks.isCropped(plan.task()),
          isFinal(stage) ? TaskSize.of(plan.task()).finalTrain() : TaskSize.of(plan.task()).train(),
          isFinal(stage) ? TaskSize.of(plan.task()).test() : TaskSize.of(plan.task()).val(),
          (double) plan.epochs(stage) / plan.planned(stage));
    }

    private static FrozenPrefix prefix(RowPlan plan, Architecture architecture) {
      return plan.execution().shortcuts()
          ? TuningMethods.get(plan.row().method()).prefix(architecture)
          : FrozenPrefix.NOTHING;
    }

    /** Whether a stage trains on what final runs train on; embedding is one of them again. */
    private static boolean isFinal(Stage stage) {
      return stage == Stage.UNPRUNED || stage == Stage.FINAL || stage == Stage.EMBED;
    }

    private int trials() {
      return options.isEmpty() ? plan.planned(stage) : options.size();
    }

    Estimate estimate(Predicate<Encoded> first) {
      long trials = trials();
      if (trials == 0) {
        return NOTHING;
      }
      double once = once(first);
      Flops image = costs.of(plan, plan.candidates(stage).get(0).get(0)).evaluation();
      double trained = trials * epochs * train;
      double evaluations = evaluations();
      double shared = sharesCrops() ? encodings() * epochs * train : 0;
      double forward =
          prefix == FrozenPrefix.ENCODER
              ? once + (sharesCrops() ? shared : cropped ? trained : 0)
              : trained + trials * evaluations * measured;
      return new Estimate(
          trials,
          forward,
          method.prefix(architecture) == FrozenPrefix.ENCODER ? 0 : trained,
          of(options -> ofTrial(options, evaluations)) + (once + shared) * image.of(prefix));
    }

    /** Whether each epoch's crops go through the encoder for several trials at once. */
    private boolean sharesCrops() {
      return cropped
          && stage == Stage.SEARCH
          && prefix == FrozenPrefix.ENCODER
          && plan.row().protocol().plan().searchSeeds() == SearchSeeds.SHARED;
    }

    /** How often they do so, for each variant of the method. */
    private long encodings() {
      int variants =
          options.isEmpty() ? plan.candidates(stage).size() : options.elementSet().size();
      int settings = trials() / variants;
      return (long) variants * IntMath.divide(settings, BatchableTrials.MOST, RoundingMode.CEILING);
    }

    /** How often a trial is measured in the mean: one of a search also while it is trained. */
    private double evaluations() {
      int whole = plan.row().search().epochs();
      boolean together = sharesCrops() || (!cropped && method.trainsOnlyHead(architecture));
      ChosenEpoch chosen = stage == Stage.SEARCH ? plan.chosenEpoch() : ChosenEpoch.LAST;
      return isFinal(stage) || (together && chosen == ChosenEpoch.LAST)
          ? 1
          : chosen.validations(whole) * epochs / whole;
    }

    /** All trials to count. */
    private double of(ToDoubleFunction<Map<String, String>> trial) {
      ImmutableList<ImmutableList<ImmutableSortedMap<String, String>>> variants =
          plan.candidates(stage);
      if (stage == Stage.REWIND) {
        return variants.stream()
            .mapToDouble(prunings -> prunings.stream().mapToDouble(trial).sum())
            .max()
            .orElseThrow();
      }
      DoubleStream each =
          (options.isEmpty() ? variants.stream().flatMap(Collection::stream) : options.stream())
              .mapToDouble(trial);
      return trials() * (stage == Stage.SEARCH ? each.average() : each.max()).orElseThrow();
    }

    private double ofTrial(Map<String, String> options, double evaluations) {
      ImageCosts.Image image = costs.of(plan, options);
      Flops training = image.training();
      Flops evaluation = image.evaluation();
      Flops beside = image.beside();
      double scores = image.scores() ? train * (evaluation.training() - elsewhere(evaluation)) : 0;
      return epochs * train * (training.training() - elsewhere(training) + beside.training())
          + evaluations
              * measured
              * (evaluation.forward() - kept(evaluation, measured) + beside.forward())
          + scores;
    }

    /** Of the way of one image to train on, what is not computed by each trial in each epoch. */
    private double elsewhere(Flops whole) {
      return !cropped ? kept(whole, train) : sharesCrops() ? whole.of(prefix) : 0;
    }

    /** Of the way of one image that stays the same, what is computed once for all trials. */
    private double kept(Flops whole, int images) {
      return keeps(images) ? whole.of(prefix) : 0;
    }

    /** Features are kept in files, tokens in memory if they are not too many. */
    private boolean keeps(int images) {
      return prefix == FrozenPrefix.ENCODER
          || images * prefix.size(architecture) * Float.BYTES <= FrozenImages.MOST_BYTES;
    }

    /** How many images go through the prefix once. */
    private long once(Predicate<Encoded> first) {
      TaskSize size = TaskSize.of(plan.task());
      List<String> parts =
          cropped
              ? List.of(isFinal(stage) ? "test" : "val")
              : isFinal(stage) ? List.of("train", "val", "test") : List.of("train", "val");
      long images = 0;
      for (String part : parts) {
        int count =
            switch (part) {
              case "train" -> size.train();
              case "val" -> size.val();
              default -> size.test();
            };
        Encoded encoded = new Encoded(plan.row().backbone(), plan.task(), prefix, part);
        if (prefix != FrozenPrefix.NOTHING && keeps(count) && first.test(encoded)) {
          images += count;
        }
      }
      return images;
    }
  }
}
