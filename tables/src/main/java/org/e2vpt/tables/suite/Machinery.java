package org.e2vpt.tables.suite;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.e2vpt.harness.trial.Calibration;
import org.e2vpt.harness.trial.Gpu;
import org.e2vpt.harness.trial.Gpus;
import org.e2vpt.tables.cost.Speed;

/** How fast this machine is. */
public final class Machinery {

  private Machinery() {}

  /**
   * The first GPU's speed by its data sheet, or the processor's, which takes seconds to measure.
   */
  public static Speed speed() throws IOException {
    return of(Gpus.visible().list());
  }

  static Speed of(List<Gpu> gpus) throws IOException {
    if (gpus.isEmpty()) {
      return processor();
    }
    String model = gpus.get(0).name();
    Optional<Speed> known = Speed.ofModel(model);
    return known.orElseThrow(
        () ->
            new IllegalArgumentException(
                "how fast a %s is is not known; name a device that is alike".formatted(model)));
  }

  static Speed processor() throws IOException {
    int threads = Runtime.getRuntime().availableProcessors();
    try {
      return Speed.measured(
          "this machine's processor, %d threads".formatted(threads), Calibration.flops(threads));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the measurement of the processor was interrupted", e);
    }
  }
}
