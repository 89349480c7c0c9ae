package org.e2vpt.harness.schedule;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.e2vpt.harness.text.FileErrors;
import org.jspecify.annotations.Nullable;

/**
 * The NVIDIA GPUs that this process may use, found without loading libtorch or CUDA.
 *
 * @param list in the order of their indices, or as {@code CUDA_VISIBLE_DEVICES} orders them
 * @param absence why the list is empty, in a sentence that says what to do; empty if it is not
 * @param unread lines of the driver about GPUs that cannot be used, each with what was expected
 */
public record Gpus(ImmutableList<Gpu> list, String absence, ImmutableList<String> unread) {

  /** The environment variable by which CUDA shows a process some of the GPUs only. */
  public static final String VISIBLE = "CUDA_VISIBLE_DEVICES";

  private static final ImmutableList<String> PROGRAM = ImmutableList.of("nvidia-smi");

  private static final String MIG = "MIG-";

  /** {@code GPU 0: NVIDIA H100 80GB HBM3 (UUID: GPU-…)}, as {@code nvidia-smi -L} prints it. */
  private static final Pattern WHOLE = Pattern.compile("GPU (\\d+): .*");

  /** {@code MIG 1g.10gb Device 0: (UUID: MIG-…)}, below the GPU that it is a part of. */
  private static final Pattern PART =
      Pattern.compile("\\s+(MIG \\S+)\\s+Device\\s+\\d+: \\(UUID: (MIG-\\S+)\\)");

  /** A driver that hangs must not stop a run that needs none. */
  private static final int PATIENCE_SECONDS = 30;

  public Gpus {
    if (list.isEmpty() == absence.isEmpty()) {
      throw new IllegalArgumentException(
          "GPUs, or the reason why there is none; got %s and '%s'".formatted(list, absence));
    }
  }

  /** Without lines that cannot be read. */
  public Gpus(ImmutableList<Gpu> list, String absence) {
    this(list, absence, ImmutableList.of());
  }

  /** Asks the driver, and leaves out what {@code CUDA_VISIBLE_DEVICES} hides. */
  public static Gpus visible() {
    return visible(PROGRAM, System.getenv(VISIBLE));
  }

  /** Asks the driver for those that are named as {@code CUDA_VISIBLE_DEVICES} names them. */
  public static Gpus visible(String shown) {
    return visible(PROGRAM, shown);
  }

  /**
   * As {@link #visible()} for another driver.
   *
   * @param program that takes the arguments of {@code nvidia-smi} and prints what it does
   * @param shown indices or beginnings of UUIDs, as {@code CUDA_VISIBLE_DEVICES} has them; null
   *     shows all
   */
  public static Gpus visible(List<String> program, @Nullable String shown) {
    try {
      List<Gpu> all = new ArrayList<>();
      ImmutableList.Builder<String> unread = ImmutableList.builder();
      for (String line : rows(program).lines().toList()) {
        try {
          all.add(Gpu.parse(line));
        } catch (IllegalArgumentException e) { // "No devices were found", too
          unread.add(String.valueOf(e.getMessage()));
        }
      }
      if (all.isEmpty()) {
        String lines = String.join("; ", unread.build());
        return none(lines.isEmpty() ? "the driver finds no GPU" : lines);
      }
      if (shown != null && shown.contains(MIG)) {
        all.addAll(parts(all, said(program, List.of("-L"))));
      }
      return of(all, shown, unread.build());
    } catch (IllegalStateException e) {
      return none(String.valueOf(e.getMessage()));
    }
  }

  /** Drivers before 510 do not know the last field, and then print nothing but that. */
  private static String rows(List<String> program) {
    try {
      return said(program, query(Gpu.FIELDS));
    } catch (IllegalStateException e) {
      String unknown = Gpu.FIELDS.get(Gpu.FIELDS.size() - 1);
      if (!String.valueOf(e.getMessage()).contains("\"" + unknown + "\" is not a valid field")) {
        throw e;
      }
      return said(program, query(Gpu.FIELDS.subList(0, Gpu.FIELDS.size() - 1)));
    }
  }

  private static List<String> query(List<String> fields) {
    return List.of("--query-gpu=" + String.join(",", fields), "--format=csv,noheader,nounits");
  }

  /** What the program prints for these arguments. */
  private static String said(List<String> program, List<String> arguments) {
    String name = program.get(0);
    List<String> command = new ArrayList<>(program);
    command.addAll(arguments);
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new IllegalStateException(
          name
              + " cannot be run: install NVIDIA's driver, if this machine has an NVIDIA GPU; other"
              + " GPUs, such as Apple's and AMD's, are not used",
          e);
    }
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException(
            String.format(
                Locale.ROOT,
                "%s did not answer in %d s: the driver hangs, restart the machine",
                name,
                PATIENCE_SECONDS));
      }
      String said =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
              .stripTrailing();
      if (process.exitValue() != 0) {
        throw new IllegalStateException(
            String.format(
                Locale.ROOT,
                "%s failed with exit code %d and said: %s",
                name,
                process.exitValue(),
                said.replaceAll("\\R+", " ")));
      }
      return said;
    } catch (IOException e) {
      throw new IllegalStateException(
          "%s cannot be read: %s".formatted(name, FileErrors.describe(e)), e);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the search for GPUs was interrupted", e);
    }
  }

  /** The parts of these GPUs that {@code nvidia-smi -L} lists. */
  private static List<Gpu> parts(List<Gpu> all, String listing) {
    List<Gpu> parts = new ArrayList<>();
    int index = -1;
    for (String line : listing.lines().toList()) {
      Matcher whole = WHOLE.matcher(line);
      Matcher part = PART.matcher(line);
      if (whole.matches()) {
        index = Integer.parseInt(whole.group(1));
      } else if (part.matches()) {
        int of = index;
        all.stream()
            .filter(gpu -> gpu.index() == of)
            .forEach(gpu -> parts.add(gpu.part(part.group(2), part.group(1))));
      }
    }
    return parts;
  }

  private static Gpus of(List<Gpu> all, @Nullable String shown, ImmutableList<String> unread) {
    if (shown == null) {
      return new Gpus(ImmutableList.copyOf(all), "", unread);
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
        : new Gpus(visible, "", unread);
  }

  private static boolean isCalled(Gpu gpu, String word) {
    return word.startsWith("GPU-") || word.startsWith(MIG)
        ? gpu.uuid().startsWith(word)
        : word.equals(Integer.toString(gpu.index()));
  }

  private static Gpus none(String absence) {
    return new Gpus(ImmutableList.of(), absence);
  }
}
