package org.e2vpt.harness.names;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;

/** Matches a user's word with the names that there are, whatever its case. */
public final class Names {

  /** A word of so many letters may be off by two edits, a shorter one by one. */
  private static final int LONG = 6;

  private Names() {}

  /** The name that a word stands for, as it is written; empty if there is none. */
  public static Optional<String> find(String word, Collection<String> names) {
    return names.contains(word)
        ? Optional.of(word)
        : names.stream().filter(name -> lower(name).equals(lower(word))).findFirst();
  }

  /** The one name that a word was probably meant to be; empty if none or several are near. */
  public static Optional<String> nearest(String word, Collection<String> names) {
    TreeMap<Integer, List<String>> byDistance = new TreeMap<>();
    for (String name : names) {
      int distance = distance(lower(word), lower(name));
      if (distance <= (Math.min(word.length(), name.length()) < LONG ? 1 : 2)) {
        byDistance.merge(distance, List.of(name), (some, more) -> List.of());
      }
    }
    return byDistance.isEmpty()
        ? Optional.empty()
        : byDistance.firstEntry().getValue().stream().findFirst();
  }

  /** To be put behind a message that refuses a word: a sentence, or nothing. */
  public static String didYouMean(String word, Collection<String> names) {
    return nearest(word, names).map(". Did you mean '%s'?"::formatted).orElse("");
  }

  /**
   * How many letters have to be inserted, left out, replaced, or exchanged with the next one: the
   * optimal string alignment distance.
   */
  static int distance(String one, String other) {
    int[][] edits = new int[one.length() + 1][other.length() + 1];
    for (int i = 0; i <= one.length(); i++) {
      for (int j = 0; j <= other.length(); j++) {
        if (i == 0 || j == 0) {
          edits[i][j] = i + j;
          continue;
        }
        int replaced = one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1;
        edits[i][j] =
            Math.min(
                edits[i - 1][j - 1] + replaced, Math.min(edits[i - 1][j], edits[i][j - 1]) + 1);
        if (i > 1
            && j > 1
            && one.charAt(i - 1) == other.charAt(j - 2)
            && one.charAt(i - 2) == other.charAt(j - 1)) {
          edits[i][j] = Math.min(edits[i][j], edits[i - 2][j - 2] + 1);
        }
      }
    }
    return edits[one.length()][other.length()];
  }

  private static String lower(String word) {
    return word.toLowerCase(Locale.ROOT);
  }
}
