package org.e2vpt.tables.cost;

import com.google.common.collect.ImmutableSortedMap;
import java.util.Map;
import org.e2vpt.harness.backbone.Architecture;
import org.e2vpt.harness.backbone.Flops;
import org.e2vpt.harness.backbone.Pretrained;
import org.e2vpt.harness.tuning.TuningMethods;
import org.e2vpt.tables.plan.RowPlan;
import org.e2vpt.tables.plan.SearchSpace;
import org.e2vpt.tables.plan.Stage;

/**
 * What trials cost. Operations are the encoder's: heads and Sidetune's side network are left out.
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
  static Estimate of(RowPlan plan, Stage stage) {
    SearchSpace search = plan.row().search();
    long trials = plan.planned(stage);
    double flopsOfAll = 0;
    double most = 0;
    for (Map<String, String> variant : search.variants()) {
      double flops = flops(plan, stage, variant);
      flopsOfAll += flops;
      most = Math.max(most, flops);
    }
    double each = stage == Stage.SEARCH ? flopsOfAll / search.variants().size() : most;
    long trained = trainedImages(plan, stage);
    boolean backward = backward(plan.row().method());
    return new Estimate(
        trials,
        (double) trials * (trained + measuredImages(plan, stage)),
        backward ? (double) trials * trained : 0,
        trials * each);
  }

  private static double flops(RowPlan plan, Stage stage, Map<String, String> variant) {
    ImmutableSortedMap<String, String> options =
        ImmutableSortedMap.<String, String>naturalOrder()
            .putAll(plan.row().options())
            .putAll(variant)
            .build();
    Flops image =
        Flops.of(
            architecture(plan),
            Integer.parseInt(options.getOrDefault("visual", "0")),
            Integer.parseInt(options.getOrDefault("kv", "0")));
    return trainedImages(plan, stage) * training(plan.row().method(), image)
        + measuredImages(plan, stage) * image.forward();
  }

  private static Architecture architecture(RowPlan plan) {
    return Pretrained.get(plan.row().backbone()).model().architecture();
  }

  /** Of one image in training. */
  private static double training(String method, Flops image) {
    return switch (method) {
      // gradients of activations and of weights each cost another pass
      case "full" -> 3 * image.forward();
      case "linear", "mlp-3", "sidetune" -> image.forward();
      case "partial-1" -> image.forward() + 2 * image.lastBlock();
      // gradients go through all blocks, but to no matrix
      default -> 2 * image.forward();
    };
  }

  /** Whether an image is propagated back through the encoder. */
  private static boolean backward(String method) {
    return !method.equals("linear") && !method.equals("mlp-3") && !method.equals("sidetune");
  }

  /** Of all epochs; of one where features are frozen and images do not change. */
  private static long trainedImages(RowPlan plan, Stage stage) {
    TaskSize size = TaskSize.of(plan.task());
    int images = stage == Stage.FINAL ? size.finalTrain() : size.train();
    boolean once =
        !size.isCropped() && TuningMethods.frozenFeatures(plan.row().method(), architecture(plan));
    return once ? images : (long) plan.row().search().epochs() * images;
  }

  private static long measuredImages(RowPlan plan, Stage stage) {
    TaskSize size = TaskSize.of(plan.task());
    return stage == Stage.FINAL ? size.test() : size.val();
  }

  Estimate plus(Estimate other) {
    return new Estimate(
        trials + other.trials,
        forward + other.forward,
        backward + other.backward,
        flops + other.flops);
  }
}
