package org.e2vpt.tables.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.e2vpt.harness.data.DataFolder;
import org.e2vpt.harness.schedule.Gpu;
import org.e2vpt.harness.schedule.Gpus;
import org.e2vpt.harness.tensor.Execution.Precision;
import org.e2vpt.harness.text.Amounts;
import org.e2vpt.harness.worker.Calibration;
import org.e2vpt.tables.cost.PlanEstimate;
import org.e2vpt.tables.cost.Speed;
import org.e2vpt.tables.plan.RowPlan;

/** How fast this machine is. */
public final class Machinery {

  private Machinery() {}

  /**
   * The first GPU's speed by its data sheet, or the processor's, which takes seconds to measure.
   *
   * @throws IllegalArgumentException if it is not known in this precision
   */
  public static Speed speed(Precision precision) {
    Gpus gpus = Gpus.visible();
    if (!gpus.list().isEmpty()) {
      return of(gpus.list().get(0), precision);
    }
    return processor(precision)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "how fast this machine's processor is in %s is not measured: name a device, as"
                            .formatted(precision.word())
                        + " in --device A100, or take fp32"));
  }

  /**
   * A GPU's speed by its data sheet.
   *
   * @throws IllegalArgumentException if it is of a model that is not known
   */
  private static Speed of(Gpu gpu, Precision precision) {
    return Speed.ofModel(gpu.name(), precision)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "how fast a %s is in %s, is not known; name a device that is like it"
                        .formatted(gpu.name(), precision.word())));
  }

  private static Optional<Speed> processor(Precision precision) {
    if (precision != Precision.FP32) {
      return Optional.empty();
    }
    int threads = Runtime.getRuntime().availableProcessors();
    try {
      return Optional.of(
          Speed.measured(
              "this machine's processor, " + Amounts.count(threads, "thread"),
              Calibration.flops(threads)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the measurement of the processor was interrupted", e);
    } catch (IOException e) {
      throw new UncheckedIOException("the processor's speed cannot be measured", e);
    }
  }

  /** Prints what is about to be run, and how long it takes if that is known. */
  static void announce(
      String table, Readiness here, boolean processor, List<RowPlan> plans, Precision precision) {
    List<Gpu> gpus = here.gpus().list();
    Optional<Speed> speed =
        processor ? processor(precision) : Speed.ofModel(gpus.get(0).name(), precision);
    announce(table, plans, here.folder(), speed, processor ? 1 : gpus.size());
  }

  /** Prints what is about to be run on a cluster, of which nobody knows how fast it is. */
  static void announceElsewhere(String table, List<RowPlan> plans, DataFolder folder) {
    announce(table, plans, folder, Optional.empty(), 1);
  }

  private static void announce(
      String table, List<RowPlan> plans, DataFolder folder, Optional<Speed> speed, int devices) {
    System.out.println(table);
    PlanEstimate.of(plans, folder)
        .lines(speed, devices)
        .forEach(line -> System.out.println("  " + line));
  }
}
