package org.e2vpt.tables.plan;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import org.e2vpt.tables.paper.LengthSpace;

/**
 * The settings that a method may have where the paper leaves one open.
 *
 * @param all to be searched, in order of preference
 * @param recommended what to take without a search
 */
record Variants(
    ImmutableList<ImmutableSortedMap<String, String>> all,
    ImmutableSortedMap<String, String> recommended) {

  static Variants of(ImmutableSortedMap<String, String> fixed) {
    return new Variants(ImmutableList.of(fixed), fixed);
  }

  /** The recommended one alone. */
  ImmutableList<ImmutableSortedMap<String, String>> one() {
    return ImmutableList.of(recommended);
  }

  /** Every one of these with every value of one more option. */
  Variants times(LengthSpace space) {
    ImmutableList.Builder<ImmutableSortedMap<String, String>> product = ImmutableList.builder();
    for (ImmutableSortedMap<String, String> variant : all) {
      for (int value : space.grid()) {
        product.add(with(variant, space.option(), value));
      }
    }
    return new Variants(product.build(), with(recommended, space.option(), space.recommended()));
  }

  private static ImmutableSortedMap<String, String> with(
      ImmutableSortedMap<String, String> variant, String option, int value) {
    return ImmutableSortedMap.<String, String>naturalOrder()
        .putAll(variant)
        .put(option, Integer.toString(value))
        .build();
  }
}
