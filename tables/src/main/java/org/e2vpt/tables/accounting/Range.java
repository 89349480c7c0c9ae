package org.e2vpt.tables.accounting;

import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;
import org.e2vpt.harness.tuning.Count;

/** A number that may differ between tasks. */
public record Range(long least, long most) {

  static Range of(List<Count> counts, ToLongFunction<Count> number) {
    return new Range(
        counts.stream().mapToLong(number).min().orElseThrow(),
        counts.stream().mapToLong(number).max().orElseThrow());
  }

  /** The number, or {@code [least to most]}; {@code format} is that of one number. */
  public String text(String format) {
    return least == most
        ? String.format(Locale.ROOT, format, least)
        : String.format(Locale.ROOT, "[" + format + " to " + format + "]", least, most);
  }

  @Override
  public String toString() {
    return text("%,d");
  }
}
