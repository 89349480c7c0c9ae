package org.e2vpt.tables.doctor;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.e2vpt.harness.data.DatasetsLock.LockedFile;
import org.e2vpt.harness.schedule.Gpu;
import org.e2vpt.harness.schedule.Gpus;
import org.e2vpt.harness.tensor.CudaLibtorch;
import org.e2vpt.harness.tensor.NativeCache;

/** Machines as they could be found. */
public final class Machines {

  static final LockedFile WEIGHTS = file("weights/ViT-B_16.npz", 412_815_506);
  static final LockedFile SVHN = file("svhn/train_32x32.mat", 182_040_794);

  static final TableFiles WHOLE = table("table1", 24);
  static final TableFiles WITHOUT_WEIGHTS =
      new TableFiles(
          "table4", 1, 2, ImmutableList.of(WEIGHTS), ImmutableList.of(), ImmutableSet.of(WEIGHTS));
  static final TableFiles WITHOUT_ANY =
      new TableFiles(
          "figure4",
          1,
          1,
          ImmutableList.of(WEIGHTS),
          ImmutableList.of("svhn"),
          ImmutableSet.of(WEIGHTS, SVHN));

  private static final NativeCache.Status WHOLE_LIBRARIES =
      new NativeCache.Status("whole, in /home/a/.e2vpt/djl", true);
  private static final Processor EPYC = new Processor("AMD EPYC 9R14", 2, true);

  private Machines() {}

  /** Nothing is there but the program. */
  public static Findings laptop() {
    return new Findings(
        "17.0.15 on Linux amd64",
        new Processor("Intel Core i7", 1, false),
        new Gpus(
            ImmutableList.of(),
            "nvidia-smi cannot be run: install NVIDIA's driver, if this machine has an NVIDIA GPU;"
                + " other GPUs, such as Apple's and AMD's, are not used"),
        new Engine(
            "0.35.1",
            ImmutableList.of("2.7.1 cpu"),
            null,
            "this build has no libtorch for NVIDIA GPUs: build it with -Pcuda",
            WHOLE_LIBRARIES),
        0,
        Path.of("/home/a/.e2vpt/data"),
        12_000_000_000L,
        ImmutableList.of(WITHOUT_WEIGHTS, WITHOUT_ANY));
  }

  /** Nothing is there, and libraries can neither be loaded nor unpacked. */
  static Findings withoutLibraries() {
    Findings laptop = laptop();
    return new Findings(
        laptop.java(),
        laptop.processor(),
        laptop.gpus(),
        new Engine(
            "0.35.1",
            ImmutableList.of("2.7.1 cpu"),
            null,
            laptop.engine().problem(),
            new NativeCache.Status("libc10.so has 0 bytes instead of 3", false)),
        0,
        laptop.data(),
        laptop.dataDisk(),
        laptop.tables());
  }

  /** Everything is there. */
  public static Findings server() {
    return server(gpu("550.54.15", "9.0"), libtorch("cu124", true), 40_000_000_000L, WHOLE);
  }

  static Findings server(Gpu gpu, CudaLibtorch libtorch, long disk, TableFiles... tables) {
    return new Findings(
        "17.0.15 on Linux amd64",
        EPYC,
        new Gpus(ImmutableList.of(gpu), ""),
        new Engine(
            "0.32.0", ImmutableList.of("2.5.1 cpu", "2.5.1 cu124"), libtorch, "", WHOLE_LIBRARIES),
        disk,
        Path.of("/data"),
        500_000_000_000L,
        ImmutableList.copyOf(tables));
  }

  static Gpu gpu(String driver, String capability) {
    return new Gpu(0, "GPU-aaaa", "NVIDIA H200", 143_771L << 20, driver, capability);
  }

  /** One that is packed, or the user's own. */
  static CudaLibtorch libtorch(String flavor, boolean bundled) {
    return new CudaLibtorch(
        Path.of("/no/such/torch"),
        "2.5.1",
        flavor,
        bundled ? ImmutableMap.of("libtorch_cuda.so", url()) : ImmutableMap.of(),
        Path.of("/no/such"));
  }

  static TableFiles table(String id, int tasks) {
    return new TableFiles(id, 1, tasks, ImmutableList.of(), ImmutableList.of(), ImmutableSet.of());
  }

  private static LockedFile file(String id, long bytes) {
    return new LockedFile(
        id,
        ImmutableList.of("https://example.org/" + id),
        OptionalLong.of(bytes),
        "?",
        "none-stated",
        "-",
        ImmutableList.of(),
        ImmutableList.of());
  }

  private static URL url() {
    try {
      return URI.create("file:///libtorch.jar").toURL();
    } catch (MalformedURLException e) {
      throw new AssertionError(e);
    }
  }
}
