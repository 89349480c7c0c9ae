package org.e2vpt.harness.data.source;

import com.google.common.collect.ImmutableSortedSet;
import java.io.IOException;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import org.e2vpt.harness.text.Amounts;

/** Classes that are known by their names, numbered in alphabetical order. */
public final class ClassNames {

  private final ImmutableSortedSet<String> names;

  private ClassNames(ImmutableSortedSet<String> names) {
    this.names = names;
  }

  /** The different names among {@code names}, in the order of their characters. */
  public static ClassNames of(Collection<String> names) {
    return sorted(names, Comparator.naturalOrder());
  }

  /** The different names among {@code names}, in this order. */
  public static ClassNames sorted(Collection<String> names, Comparator<String> order) {
    return new ClassNames(ImmutableSortedSet.copyOf(order, names));
  }

  /**
   * These names, if they are so many.
   *
   * @param source where they were found, for the message
   * @throws IOException if there are more or fewer
   */
  public ClassNames require(int count, String source) throws IOException {
    if (names.size() != count) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s has %s, expected %d: is it the whole original? Found %s",
              source,
              Amounts.count(names.size(), "class"),
              count,
              abridged()));
    }
    return this;
  }

  private String abridged() {
    int shown = 5;
    String some = String.join(", ", names.asList().subList(0, Math.min(shown, names.size())));
    return names.size() > shown ? some + ", …" : some;
  }

  /** C, the number of classes. */
  public int count() {
    return names.size();
  }

  /** The label of a name, -1 if it is none of these. */
  public int label(String name) {
    return names.asList().indexOf(name);
  }
}
