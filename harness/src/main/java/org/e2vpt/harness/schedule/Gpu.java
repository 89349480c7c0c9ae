package org.e2vpt.harness.schedule;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One NVIDIA GPU, as its driver describes it, or a part of one (MIG).
 *
 * @param index in the order of the PCI bus, which is that of {@code nvidia-smi}
 * @param uuid the same after a restart, such as {@code GPU-5d0fa0a3-…} or {@code MIG-…}; its index
 *     if the driver does not say
 * @param name such as {@code NVIDIA H200}
 * @param memory in bytes; 0 if the driver does not say: the GPU may share the processor's
 * @param driver its version, such as {@code 550.54.15}
 * @param capability version of its instructions, such as {@code 9.0}; empty if the driver does not
 *     say, as those before 510 do not
 */
public record Gpu(
    int index, String uuid, String name, long memory, String driver, String capability) {

  /** What {@link #parse} wants {@code nvidia-smi} to print, as CSV without header and units. */
  static final ImmutableList<String> FIELDS =
      ImmutableList.of("index", "uuid", "name", "memory.total", "driver_version", "compute_cap");

  private static final long MIB = 1 << 20;

  /** {@code [N/A]}, {@code [Not Supported]}, {@code [Insufficient Permissions]} and so on. */
  private static final Pattern UNKNOWN = Pattern.compile("\\[.*]|N/A");

  public Gpu {
    if (!capability.matches("(\\d+\\.\\d+)?")) {
      throw new IllegalArgumentException("not a compute capability: " + capability);
    }
  }

  /**
   * Reads a line of {@code nvidia-smi}.
   *
   * @param line of all {@link #FIELDS}, or of all but the last
   * @throws IllegalArgumentException quoting what is no such line
   */
  static Gpu parse(String line) {
    List<String> fields =
        Splitter.on(',').trimResults().splitToStream(line).map(Gpu::known).toList();
    try {
      if (fields.size() != FIELDS.size() && fields.size() != FIELDS.size() - 1) {
        throw new IllegalArgumentException("another number of fields");
      }
      return new Gpu(
          Integer.parseInt(fields.get(0)),
          fields.get(1).isEmpty() ? fields.get(0) : fields.get(1),
          fields.get(2).isEmpty() ? "an NVIDIA GPU" : fields.get(2),
          fields.get(3).isEmpty() ? 0 : MIB * Long.parseLong(fields.get(3)),
          fields.get(4),
          fields.size() == FIELDS.size() ? fields.get(5) : "");
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "nvidia-smi printed '%s', expected %s".formatted(line, String.join(",", FIELDS)), e);
    }
  }

  private static String known(String field) {
    return UNKNOWN.matcher(field).matches() ? "" : field;
  }

  /**
   * A part of it.
   *
   * @param partUuid such as {@code MIG-…}
   * @param profile such as {@code MIG 1g.10gb}
   */
  Gpu part(String partUuid, String profile) {
    return new Gpu(index, partUuid, name + " " + profile, 0, driver, capability);
  }

  /** {@link #capability} as a number; 0 if nobody knows. */
  double capabilityNumber() {
    return capability.isEmpty() ? 0 : Double.parseDouble(capability);
  }

  /** Whether its arithmetic units know bfloat16: from capability 8.0 (A100) on. */
  public boolean bfloat16() {
    return capabilityNumber() >= 8;
  }
}
