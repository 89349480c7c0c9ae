package org.e2vpt.harness.data.own;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.e2vpt.harness.text.Amounts;

/** What lies in a folder and is no image of the task, by the reason why. */
final class SkippedFiles {

  private static final int MOST_KINDS = 10;

  enum Reason {
    HIDDEN("hidden"),
    OTHER_NAME("not .jpg, .jpeg, .png, .bmp or .gif"),
    EMPTY("empty"),
    NO_CLASS("in no folder of a class"),
    DEEPER("deeper than the folder of their class"),
    BESIDE_PARTS("next to the folders train, val and test"),
    BROKEN_LINK("links to nothing"),
    NO_FILE("neither files nor folders");

    private final String words;

    Reason(String words) {
      this.words = words;
    }
  }

  private final Map<Reason, TreeSet<String>> files = new EnumMap<>(Reason.class);

  /**
   * Adds a file.
   *
   * @param file its path below the folder, with {@code /}
   */
  void add(Reason reason, String file) {
    files.computeIfAbsent(reason, key -> new TreeSet<>()).add(file);
  }

  /** The files by the reason in words. */
  ImmutableListMultimap<String, String> byReason() {
    ImmutableListMultimap.Builder<String, String> all = ImmutableListMultimap.builder();
    files.forEach((reason, names) -> all.putAll(reason.words, names));
    return all.build();
  }

  /**
   * For each reason a sentence: how many files, of which kinds, and the first.
   *
   * @param folder as messages name it
   */
  ImmutableList<String> sentences(String folder) {
    ImmutableList.Builder<String> sentences = ImmutableList.builder();
    files.forEach(
        (reason, names) ->
            sentences.add(
                "%s: %s left out (%s): %s; the first is '%s'."
                    .formatted(
                        folder,
                        Amounts.count(names.size(), "file"),
                        reason.words,
                        kinds(names),
                        names.first())));
    return sentences.build();
  }

  /** {@code .webp 12, Thumbs.db 2}: extensions, or whole names where an extension has only one. */
  private static String kinds(TreeSet<String> files) {
    Map<String, List<String>> namesOfKind = new TreeMap<>();
    for (String file : files) {
      String name = file.substring(file.lastIndexOf('/') + 1);
      int dot = name.lastIndexOf('.');
      String kind = dot > 0 ? name.substring(dot).toLowerCase(Locale.ROOT) : name;
      namesOfKind.computeIfAbsent(kind, key -> new ArrayList<>()).add(name);
    }
    List<String> counts = new ArrayList<>();
    namesOfKind.forEach(
        (kind, names) -> {
          boolean oneName = names.size() > 1 && new TreeSet<>(names).size() == 1;
          counts.add(
              String.format(Locale.ROOT, "%s %d", oneName ? names.get(0) : kind, names.size()));
        });
    return counts.size() > MOST_KINDS
        ? String.join(", ", counts.subList(0, MOST_KINDS)) + ", …"
        : String.join(", ", counts);
  }
}
