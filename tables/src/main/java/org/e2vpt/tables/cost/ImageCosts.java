package org.e2vpt.tables.cost;

import java.util.HashMap;
import java.util.Map;
import org.e2vpt.harness.backbone.Architecture;
import org.e2vpt.harness.backbone.Flops;
import org.e2vpt.harness.backbone.Pretrained;
import org.e2vpt.harness.data.DataFolder;
import org.e2vpt.harness.tuning.Method;
import org.e2vpt.harness.tuning.MethodOptions;
import org.e2vpt.harness.tuning.TuningMethods;
import org.e2vpt.tables.plan.RowPlan;

/**
 * What one image costs, counted once for all plans that are alike.
 *
 * @param folder of the files: a miniature of a backbone costs less
 */
record ImageCosts(
    DataFolder folder, Map<String, Architecture> architectures, Map<Trained, Image> known) {

  /** Images that are measured together, without gradients. */
  private static final int EVALUATED = 256;

  /** What is trained, and how. */
  record Trained(
      String backbone, String method, Map<String, String> options, boolean shortcuts, int batch) {}

  /**
   * One image.
   *
   * @param training of a step, with dropout
   * @param evaluation without
   * @param beside of a network beside the encoder
   * @param scores whether importance is measured after training
   */
  record Image(Flops training, Flops evaluation, Flops beside, boolean scores) {}

  ImageCosts(DataFolder folder) {
    this(folder, new HashMap<>(), new HashMap<>());
  }

  Architecture architecture(RowPlan plan) {
    return architectures.computeIfAbsent(
        plan.row().backbone(), id -> Pretrained.get(id, folder).model().architecture());
  }

  /** Of a trial with these options. */
  Image of(RowPlan plan, Map<String, String> options) {
    Architecture architecture = architecture(plan);
    return known.computeIfAbsent(
        new Trained(
            plan.row().backbone(),
            plan.row().method(),
            options,
            plan.execution().shortcuts(),
            plan.row().search().batch().of(options)),
        trained -> image(architecture, trained));
  }

  private static Image image(Architecture architecture, Trained trained) {
    Method<?> method = TuningMethods.get(trained.method);
    MethodOptions read = method.read(architecture, trained.options);
    return new Image(
        method.flops(architecture, trained.options, trained.shortcuts, trained.batch, true),
        method.flops(architecture, trained.options, trained.shortcuts, EVALUATED, false),
        read.sideFlops(architecture),
        read.leavesScores());
  }
}
