package org.e2vpt.harness.data.own;

import com.google.common.collect.ImmutableList;
import java.text.Normalizer;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Different names of classes that a person takes for the same. */
final class AlikeNames {

  private AlikeNames() {}

  /** For each group of such names a clause that says in what they differ. */
  static ImmutableList<String> clauses(Collection<String> names) {
    Map<String, TreeSet<String>> groups = new TreeMap<>();
    for (String name : names) {
      groups.computeIfAbsent(folded(name), key -> new TreeSet<>()).add(name);
    }
    return groups.values().stream()
        .filter(group -> group.size() > 1)
        .map(group -> "'%s' %s".formatted(String.join("' and '", group), difference(group)))
        .collect(ImmutableList.toImmutableList());
  }

  private static String folded(String name) {
    return composed(name).strip().toLowerCase(Locale.ROOT);
  }

  private static String composed(String name) {
    return Normalizer.normalize(name, Normalizer.Form.NFC);
  }

  private static String difference(TreeSet<String> group) {
    if (group.stream().map(AlikeNames::composed).distinct().count() == 1) {
      return "look the same, but are different characters (Unicode's forms NFC and NFD)";
    }
    if (group.stream().map(String::strip).distinct().count() == 1) {
      return "differ only in spaces at their ends";
    }
    if (group.stream().map(name -> name.toLowerCase(Locale.ROOT)).distinct().count() == 1) {
      return "differ only in upper and lower case";
    }
    return "differ only in case, in spaces or in Unicode's form";
  }
}
