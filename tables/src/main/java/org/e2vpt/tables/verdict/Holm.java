package org.e2vpt.tables.verdict;

import com.google.common.primitives.ImmutableDoubleArray;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Holm's correction for testing several hypotheses at a time. */
final class Holm {

  private Holm() {}

  /**
   * Adjusts H values p: the i-th smallest becomes the largest of (H − j + 1)·p₍ⱼ₎ over j ≤ i, at
   * most 1.
   */
  static ImmutableDoubleArray adjust(ImmutableDoubleArray p) {
    List<Integer> order =
        IntStream.range(0, p.length()).boxed().sorted(Comparator.comparingDouble(p::get)).toList();
    double[] adjusted = new double[p.length()];
    double largest = 0;
    for (int i = 0; i < order.size(); i++) {
      largest = Math.max(largest, Math.min(1, (p.length() - i) * p.get(order.get(i))));
      adjusted[order.get(i)] = largest;
    }
    return ImmutableDoubleArray.copyOf(adjusted);
  }
}
