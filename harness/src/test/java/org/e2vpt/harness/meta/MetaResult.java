package org.e2vpt.harness.meta;

import com.google.common.base.Joiner;
import com.google.common.base.Splitter;
import java.util.List;

/**
 * What was counted of a case.
 *
 * @param calls of native methods in a step
 * @param kernels of a step: see {@link org.e2vpt.harness.bench.KernelCount}
 * @param copies to the device in a step
 * @param epochCopies those of an epoch that are of none of its steps
 * @param epochReads reads from the device in an epoch
 * @param faults what must not be; empty if nothing
 * @param copied where the copies of a step are made
 */
public record MetaResult(
    int calls,
    int kernels,
    int copies,
    int epochCopies,
    int epochReads,
    String faults,
    String copied) {

  /** Begins a line that is a result: native libraries print to the same stream. */
  static final String MARKER = "@meta ";

  static MetaResult failed(String message) {
    return new MetaResult(0, 0, 0, 0, 0, message, "");
  }

  String line() {
    return Joiner.on('\t').join(calls, kernels, copies, epochCopies, epochReads, faults, copied);
  }

  static MetaResult parse(String line) {
    List<String> fields = Splitter.on('\t').splitToList(line);
    return new MetaResult(
        Integer.parseInt(fields.get(0)),
        Integer.parseInt(fields.get(1)),
        Integer.parseInt(fields.get(2)),
        Integer.parseInt(fields.get(3)),
        Integer.parseInt(fields.get(4)),
        fields.get(5),
        fields.get(6));
  }
}
