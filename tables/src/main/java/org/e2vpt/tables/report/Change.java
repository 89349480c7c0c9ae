package org.e2vpt.tables.report;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A setting that two sides do not share. It explains more than any number.
 *
 * @param setting its name
 * @param first its value there, or a dash
 * @param second its value there, or a dash
 */
record Change(String setting, String first, String second) {

  /** What explains most comes first; what is not named here comes last. */
  private static final ImmutableList<Pattern> ORDER =
      ImmutableList.of(
          Pattern.compile("data .*|images .*|weights.*|checkpoint .*|lock.*"),
          Pattern.compile("numerics|precision"),
          Pattern.compile("protocol.*"),
          Pattern.compile("seeds"),
          Pattern.compile("budget|lengths|search|command"),
          Pattern.compile("engine|versions|java|commit"),
          Pattern.compile("device|host"));

  /** Of every run its own, or words for readers of its report. */
  private static final Pattern NOT_CHOSEN =
      Pattern.compile(
          "note|registration|(blocked|missing|not run) .*|recorded .*|(first|last) final run|started|finished");

  private static final String CHOICES = "protocol choices";
  private static final String NONE = "not stated";

  /** What differs between two sides, the most important first. */
  static ImmutableList<Change> of(Measurements first, Measurements second) {
    Map<String, String> a = single(first.settings());
    Map<String, String> b = single(second.settings());
    List<Change> changes = new ArrayList<>();
    for (String setting : ImmutableSet.copyOf(Sets.union(a.keySet(), b.keySet()))) {
      Change change =
          new Change(setting, a.getOrDefault(setting, NONE), b.getOrDefault(setting, NONE));
      if (!change.first.equals(change.second) && !NOT_CHOSEN.matcher(setting).matches()) {
        changes.add(change);
      }
    }
    changes.sort(Comparator.comparingInt(change -> rank(change.setting)));
    return ImmutableList.copyOf(changes);
  }

  /** With each of the protocol's choices, {@code segments 8, masks shared}, as one of its own. */
  private static Map<String, String> single(Map<String, String> settings) {
    Map<String, String> single = new LinkedHashMap<>();
    settings.forEach(
        (setting, value) -> {
          if (setting.equals(CHOICES)) {
            for (String choice : Splitter.on(", ").omitEmptyStrings().split(value)) {
              List<String> words = Splitter.on(' ').limit(2).splitToList(choice);
              single.put("protocol: " + words.get(0), words.size() == 1 ? "" : words.get(1));
            }
          } else {
            single.put(setting, value);
          }
        });
    return single;
  }

  private static int rank(String setting) {
    for (int i = 0; i < ORDER.size(); i++) {
      if (ORDER.get(i).matcher(setting).matches()) {
        return i;
      }
    }
    return ORDER.size();
  }
}
