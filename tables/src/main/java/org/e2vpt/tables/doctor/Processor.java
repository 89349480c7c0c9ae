package org.e2vpt.tables.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The processor.
 *
 * @param model as Linux names it, elsewhere its architecture
 * @param cores that this process may use
 * @param bfloat16 whether it is known to compute in bfloat16 by itself, which otherwise is slower
 *     than float32
 */
record Processor(String model, int cores, boolean bfloat16) {

  /** Flags of x86, and of ARM, that stand for it. */
  private static final List<String> BFLOAT16 = List.of("avx512_bf16", "amx_bf16", "bf16");

  static Processor here() throws IOException {
    Path info = Path.of("/proc/cpuinfo");
    return of(
        Files.isReadable(info) ? Files.readAllLines(info) : List.of(),
        System.getProperty("os.arch"),
        Runtime.getRuntime().availableProcessors());
  }

  static Processor of(List<String> info, String architecture, int cores) {
    return new Processor(
        value(info, "model name", architecture),
        cores,
        List.of((value(info, "flags", "") + " " + value(info, "Features", "")).split(" ")).stream()
            .anyMatch(BFLOAT16::contains));
  }

  private static String value(List<String> info, String key, String otherwise) {
    return info.stream()
        .filter(line -> line.startsWith(key))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse(otherwise);
  }
}
