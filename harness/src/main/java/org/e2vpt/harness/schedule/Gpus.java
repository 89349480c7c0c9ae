package org.e2vpt.harness.schedule;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.e2vpt.harness.text.FileErrors;
import org.jspecify.annotations.Nullable;

/**
 * The NVIDIA GPUs that this process may use, found without loading libtorch or CUDA.
 *
 * @param list in the order of their indices, or as {@code CUDA_VISIBLE_DEVICES} orders them
 * @param absence why the list is empty, in a sentence that says what to do; empty if it is not
 */
public record Gpus(ImmutableList<Gpu> list, String absence) {

  /** The environment variable by which CUDA shows a process some of the GPUs only. */
  public static final String VISIBLE = "CUDA_VISIBLE_DEVICES";

  private static final ImmutableList<String> COMMAND =
      ImmutableList.of("nvidia-smi", "--query-gpu=" + Gpu.QUERY, "--format=csv,noheader,nounits");

  /** A driver that hangs must not stop a run that needs none. */
  private static final int PATIENCE_SECONDS = 30;

  public Gpus {
    if (list.isEmpty() == absence.isEmpty()) {
      throw new IllegalArgumentException(
          "GPUs, or the reason why there is none; got %s and '%s'".formatted(list, absence));
    }
  }

  /** Asks the driver, and leaves out what {@code CUDA_VISIBLE_DEVICES} hides. */
  public static Gpus visible() {
    return visible(COMMAND, System.getenv(VISIBLE));
  }

  /** Asks the driver for those that are named as {@code CUDA_VISIBLE_DEVICES} names them. */
  public static Gpus visible(String shown) {
    return visible(COMMAND, shown);
  }

  /**
   * As {@link #visible()} for another driver.
   *
   * @param command that prints {@link Gpu#QUERY} for each GPU
   * @param shown indices or beginnings of UUIDs, as {@code CUDA_VISIBLE_DEVICES} has them; null
   *     shows all
   */
  public static Gpus visible(List<String> command, @Nullable String shown) {
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      return none(
          "%s cannot be run: install NVIDIA's driver, if this machine has a GPU"
              .formatted(command.get(0)));
    }
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return none(
            String.format(
                Locale.ROOT,
                "%s did not answer in %d s: the driver hangs, restart the machine",
                command.get(0),
                PATIENCE_SECONDS));
      }
      String said =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (process.exitValue() != 0) {
        return none(
            String.format(
                Locale.ROOT,
                "%s failed with exit code %d and said: %s",
                command.get(0),
                process.exitValue(),
                said.replaceAll("\\R+", " ")));
      }
      return of(said.lines().map(Gpu::parse).toList(), shown);
    } catch (IllegalArgumentException e) { // "No devices were found" comes with exit code 0, too
      return none(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      return none("%s cannot be read: %s".formatted(command.get(0), FileErrors.describe(e)));
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      return none("the search for GPUs was interrupted");
    }
  }

  private static Gpus of(List<Gpu> all, @Nullable String shown) {
    if (all.isEmpty()) {
      return none("the driver knows no GPU");
    }
    if (shown == null) {
      return new Gpus(ImmutableList.copyOf(all), "");
    }
    ImmutableList.Builder<Gpu> list = ImmutableList.builder();
    for (String word : Splitter.on(',').trimResults().split(shown)) {
      Optional<Gpu> gpu = all.stream().filter(each -> isCalled(each, word)).findFirst();
      if (gpu.isEmpty()) {
        break; // as CUDA does: what stands behind an unknown name is hidden
      }
      list.add(gpu.get());
    }
    ImmutableList<Gpu> visible = list.build();
    return visible.isEmpty()
        ? none(
            String.format(
                Locale.ROOT,
                "%s='%s' shows none of the %d GPUs: unset it, or name some by index or UUID",
                VISIBLE,
                shown,
                all.size()))
        : new Gpus(visible, "");
  }

  private static boolean isCalled(Gpu gpu, String word) {
    return word.startsWith("GPU-")
        ? gpu.uuid().startsWith(word)
        : word.equals(Integer.toString(gpu.index()));
  }

  private static Gpus none(String absence) {
    return new Gpus(ImmutableList.of(), absence);
  }
}
