package org.e2vpt.tables.cost;

import com.google.common.collect.ImmutableSortedMap;
import java.util.DoubleSummaryStatistics;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.e2vpt.harness.backbone.Architecture;
import org.e2vpt.harness.backbone.Flops;
import org.e2vpt.harness.backbone.FrozenPrefix;
import org.e2vpt.harness.data.DataSet;
import org.e2vpt.harness.data.DataSets;
import org.e2vpt.harness.data.Tasks;
import org.e2vpt.harness.tuning.Method;
import org.e2vpt.harness.tuning.MethodOptions;
import org.e2vpt.harness.tuning.TuningMethods;
import org.e2vpt.tables.plan.RowPlan;
import org.e2vpt.tables.plan.Stage;

/**
 * What trials cost. Operations are those of the encoder and of a network beside it; heads are left
 * out.
 *
 * @param trials how many
 * @param forward images that go forward through the encoder, those that are measured included
 * @param backward images that come back through it
 * @param flops operations
 */
record Estimate(long trials, double forward, double backward, double flops) {

  static final Estimate NOTHING = new Estimate(0, 0, 0, 0);

  /**
   * A stage of one row on one task. Where a length is still to be chosen, what comes after the
   * search is counted with the variant that costs most.
   */
  static Estimate of(RowPlan plan, Stage stage, Architecture architecture) {
    return prefix(plan, architecture) == FrozenPrefix.ENCODER
        ? ofFeatures(plan, stage, architecture)
        : of(plan, stage, architecture, plan.planned(stage));
  }

  private static Estimate of(RowPlan plan, Stage stage, Architecture architecture, long trials) {
    double each =
        ofTrial(
            plan,
            stage,
            architecture,
            options ->
                encoder(plan, stage, architecture, options)
                    + beside(plan, stage, architecture, options));
    long trained = trainedImages(plan, stage);
    boolean backward = method(plan).prefix(architecture) != FrozenPrefix.ENCODER;
    return new Estimate(
        trials,
        (double) trials * (trained + measuredImages(plan, stage)),
        backward ? (double) trials * trained : 0,
        trials * each + once(plan, stage, architecture));
  }

  /** Features are computed once for all trials: heads cost nothing beside them. */
  private static Estimate ofFeatures(RowPlan plan, Stage stage, Architecture architecture) {
    long trials = plan.planned(stage);
    DataSet size = DataSets.get(plan.task());
    long trained = plan.planned(Stage.SEARCH) == 0 ? size.finalTrain() : 0;
    long images = isFinal(stage) ? trained + size.test() : size.train() + size.val();
    double forward = trials == 0 ? 0 : images;
    double beside =
        trials
            * ofTrial(
                plan, stage, architecture, options -> beside(plan, stage, architecture, options));
    return new Estimate(
        trials, forward, 0, forward * Flops.of(architecture, 0, 0).forward() + beside);
  }

  /** How far images go before anything that is trained, if they are the same in each epoch. */
  private static FrozenPrefix prefix(RowPlan plan, Architecture architecture) {
    return Tasks.isCropped(plan.task()) ? FrozenPrefix.NOTHING : method(plan).prefix(architecture);
  }

  /** What Partial-1 computes once: the way of the images to train on to the last block. */
  private static double once(RowPlan plan, Stage stage, Architecture architecture) {
    return plan.planned(stage) == 0
        ? 0
        : images(plan, stage) * frozen(plan, architecture, Flops.of(architecture, 0, 0));
  }

  /**
   * Of one image's way, what is the same in each epoch, and lies before what is trained; without
   * the embedding, which is under 1 % of ViT-B/16's.
   */
  private static double frozen(RowPlan plan, Architecture architecture, Flops image) {
    return prefix(plan, architecture) == FrozenPrefix.ALL_BUT_LAST_BLOCK
        ? image.forward() - image.lastBlock()
        : 0;
  }

  /** Of one trial, the mean of the variants that are searched, and the most in what follows. */
  private static double ofTrial(
      RowPlan plan,
      Stage stage,
      Architecture architecture,
      ToDoubleFunction<MethodOptions> operations) {
    DoubleSummaryStatistics variants =
        plan.row().search().variants().stream()
            .map(variant -> options(plan, architecture, variant))
            .mapToDouble(operations)
            .summaryStatistics();
    return stage == Stage.SEARCH ? variants.getAverage() : variants.getMax();
  }

  private static MethodOptions options(
      RowPlan plan, Architecture architecture, Map<String, String> variant) {
    return method(plan)
        .read(
            architecture,
            ImmutableSortedMap.<String, String>naturalOrder()
                .putAll(plan.row().options())
                .putAll(variant)
                .build());
  }

  private static double encoder(
      RowPlan plan, Stage stage, Architecture architecture, MethodOptions options) {
    Flops image = Flops.of(architecture, options.visualPrompts(), options.keyValuePrompts());
    return trainedImages(plan, stage)
            * (method(plan).trainingFlops(architecture, image) - frozen(plan, architecture, image))
        + measuredImages(plan, stage) * image.forward();
  }

  /** All of a network beside the encoder is trained: its backward pass costs two forward ones. */
  private static double beside(
      RowPlan plan, Stage stage, Architecture architecture, MethodOptions options) {
    return (3.0 * trainedImages(plan, stage) + measuredImages(plan, stage))
        * options.sideFlops(architecture);
  }

  private static Method<?> method(RowPlan plan) {
    return TuningMethods.get(plan.row().method());
  }

  /** Whether a stage trains on what final runs train on; embedding is one of them again. */
  private static boolean isFinal(Stage stage) {
    return stage == Stage.UNPRUNED || stage == Stage.FINAL || stage == Stage.EMBED;
  }

  /** Of all epochs. */
  private static long trainedImages(RowPlan plan, Stage stage) {
    return (long) plan.row().search().epochs() * images(plan, stage);
  }

  private static int images(RowPlan plan, Stage stage) {
    DataSet size = DataSets.get(plan.task());
    return isFinal(stage) ? size.finalTrain() : size.train();
  }

  private static long measuredImages(RowPlan plan, Stage stage) {
    DataSet size = DataSets.get(plan.task());
    return isFinal(stage) ? size.test() : size.val();
  }

  Estimate plus(Estimate other) {
    return new Estimate(
        trials + other.trials,
        forward + other.forward,
        backward + other.backward,
        flops + other.flops);
  }
}
