package org.e2vpt.harness.schedule;

import com.google.common.base.Splitter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.e2vpt.harness.tensor.CudaLibtorch;

/** Whether a libtorch computes on a GPU, as far as it can be told without loading it. */
public final class GpuSupport {

  /** CUDA 12.8 is the first whose builds of PyTorch hold code for Blackwell. */
  private static final int FIRST_WITH_BLACKWELL = 128;

  private static final double HOPPER = 9.0;

  private GpuSupport() {}

  /** What is missing for that libtorch to compute on all of these GPUs, or empty. */
  public static Optional<String> lack(List<Gpu> gpus, CudaLibtorch libtorch) {
    return gpus.stream().flatMap(gpu -> lack(gpu, libtorch).stream()).findFirst();
  }

  /** Whether no libtorch on Maven Central has code for it. */
  public static boolean isNewerThanHopper(Gpu gpu) {
    return gpu.capabilityNumber() > HOPPER;
  }

  private static Optional<String> lack(Gpu gpu, CudaLibtorch libtorch) {
    int oldest = oldestDriver(libtorch.cuda() / 10);
    if (driver(gpu) < oldest) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "a driver of version %d or newer: CUDA %d needs it",
              oldest,
              libtorch.cuda() / 10));
    }
    if (libtorch.cuda() < FIRST_WITH_BLACKWELL && isNewerThanHopper(gpu)) {
      return Optional.of(
          ("a libtorch for CUDA 12.8 of your own, named by -Dlibtorch=FOLDER, and a build without"
                  + " -Pcuda: that for %s has no code for GPUs newer than Hopper, and Maven Central"
                  + " has no other")
              .formatted(libtorch.flavor()));
    }
    return Optional.empty();
  }

  /**
   * The oldest driver for all versions of CUDA with this major number (CUDA's release notes, minor
   * version compatibility).
   */
  private static int oldestDriver(int cuda) {
    return cuda >= 13 ? 580 : cuda == 12 ? 525 : 450;
  }

  /** The first number of its driver's version; of one that does not say, any will do. */
  private static int driver(Gpu gpu) {
    String major = Splitter.on('.').splitToList(gpu.driver()).get(0);
    return major.matches("\\d{1,9}") ? Integer.parseInt(major) : Integer.MAX_VALUE;
  }
}
