package org.e2vpt.harness.schedule;

import com.google.common.base.Splitter;
import java.util.List;

/**
 * One NVIDIA GPU, as its driver describes it.
 *
 * @param index in the order of the PCI bus, which is that of {@code nvidia-smi}
 * @param uuid the same after a restart, such as {@code GPU-5d0fa0a3-…}
 * @param name such as {@code NVIDIA H200}
 * @param memory in bytes; 0 if the driver does not say, since the GPU shares the processor's
 * @param driver its version, such as {@code 550.54.15}
 * @param capability version of its instructions, such as {@code 9.0}
 */
public record Gpu(
    int index, String uuid, String name, long memory, String driver, String capability) {

  /** What {@link #parse} wants {@code nvidia-smi} to print, as CSV without header and units. */
  static final String QUERY = "index,uuid,name,memory.total,driver_version,compute_cap";

  private static final long MIB = 1 << 20;
  private static final String UNKNOWN = "[N/A]";

  public Gpu {
    if (!capability.matches("\\d+\\.\\d+")) {
      throw new IllegalArgumentException("not a compute capability: " + capability);
    }
  }

  /**
   * Reads a line of {@code nvidia-smi}.
   *
   * @throws IllegalArgumentException quoting what is no such line
   */
  static Gpu parse(String line) {
    List<String> fields = Splitter.on(',').trimResults().splitToList(line);
    try {
      if (fields.size() != Splitter.on(',').splitToList(QUERY).size()) {
        throw new IllegalArgumentException("another number of fields");
      }
      String memory = fields.get(3);
      return new Gpu(
          Integer.parseInt(fields.get(0)),
          fields.get(1),
          fields.get(2),
          memory.equals(UNKNOWN) ? 0 : MIB * Long.parseLong(memory),
          fields.get(4),
          fields.get(5));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "nvidia-smi printed '%s', expected %s".formatted(line, QUERY), e);
    }
  }

  /** Whether its arithmetic units know bfloat16: from capability 8.0 (A100) on. */
  public boolean bfloat16() {
    return Double.parseDouble(capability) >= 8;
  }
}
