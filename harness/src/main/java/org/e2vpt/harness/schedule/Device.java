package org.e2vpt.harness.schedule;

import static java.util.stream.Collectors.joining;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import org.e2vpt.harness.tensor.CudaLibtorch;

/**
 * What one worker computes on.
 *
 * @param name in the journal: {@code cpu}, or {@code gpu} with the GPU's index
 * @param model of the processor or GPU, in the journal's column {@code host}
 * @param forEngine what the worker's own engine calls it; a worker sees one GPU only, its first
 * @param environment variables of the worker's process
 * @param properties system properties of the worker
 */
public record Device(
    String name,
    String model,
    String forEngine,
    ImmutableMap<String, String> environment,
    ImmutableMap<String, String> properties) {

  public static final String CPU = "cpu";

  /** The processor of this machine, shared by so many workers. */
  public static ImmutableList<Device> processors(int workers) {
    return ImmutableList.copyOf(
        Collections.nCopies(
            workers,
            new Device(CPU, Machine.processor(), CPU, ImmutableMap.of(), ImmutableMap.of())));
  }

  /**
   * The device of this name: {@code cpu}, or {@code gpu} with its index.
   *
   * @throws IllegalArgumentException if this machine has none of that name
   * @throws IllegalStateException if no libtorch computes on it
   */
  public static Device named(String name) {
    return named(name, Gpus.visible(), CudaLibtorch::find);
  }

  static Device named(String name, Gpus gpus, Supplier<CudaLibtorch> libtorch) {
    if (name.equals(CPU)) {
      return processors(1).get(0);
    }
    List<Gpu> found = gpus.list().stream().filter(gpu -> name(gpu).equals(name)).toList();
    if (found.isEmpty()) {
      String others = gpus.list().stream().map(Device::name).collect(joining(", "));
      throw new IllegalArgumentException(
          "there is no device '%s'; there is %s"
              .formatted(
                  name,
                  others.isEmpty()
                      ? "cpu, and no GPU: " + gpus.absence()
                      : String.join(", ", CPU, others)));
    }
    return gpus(found, libtorch.get()).get(0);
  }

  private static String name(Gpu gpu) {
    return "gpu" + gpu.index();
  }

  /**
   * The GPUs, one worker each, all with the same libtorch, which is unpacked if need be.
   *
   * @throws IllegalStateException if that libtorch is not whole, or cannot compute on one of them
   */
  public static ImmutableList<Device> gpus(List<Gpu> gpus, CudaLibtorch libtorch) {
    GpuSupport.lack(gpus, libtorch)
        .ifPresent(
            lack -> {
              throw new IllegalStateException("nothing can be computed on the GPU without " + lack);
            });
    libtorch.prepare();
    return gpus.stream()
        .map(
            gpu ->
                new Device(
                    name(gpu),
                    gpu.name(),
                    "gpu0",
                    ImmutableMap.<String, String>builder()
                        .put(Gpus.VISIBLE, gpu.uuid())
                        // An index is otherwise that among GPUs by their speed.
                        .put("CUDA_DEVICE_ORDER", "PCI_BUS_ID")
                        // cuBLAS gives the same bits from run to run only with a fixed workspace.
                        .put("CUBLAS_WORKSPACE_CONFIG", ":4096:8")
                        .putAll(libtorch.environment())
                        .buildOrThrow(),
                    libtorch.properties()))
        .collect(ImmutableList.toImmutableList());
  }
}
