package org.e2vpt.tables.report;

import com.google.common.collect.ImmutableMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.e2vpt.harness.data.own.FolderIds;
import org.e2vpt.tables.paper.Provenance;

/**
 * What a reader calls the folders of images that files name by their content: by their last names.
 *
 * @param names by the id; none of two folders that are called alike
 */
record FolderNames(ImmutableMap<String, String> names) {

  private static final String IMAGES = "images ";

  private static final Pattern NAME = Pattern.compile("\\(the folder (.+?)\\)(?: |$)");

  /** An id as a word; not as part of an anchor or of a file's name. */
  private static final Pattern ID =
      Pattern.compile("(?<![-/#.\\w])" + FolderIds.BY_CONTENT + "(?![-/.]?\\w)");

  static FolderNames of(Provenance provenance) {
    ImmutableMap.Builder<String, String> names = ImmutableMap.builder();
    for (Map.Entry<String, String> entry : provenance.entries().entrySet()) {
      Matcher name = NAME.matcher(entry.getValue());
      if (entry.getKey().startsWith(IMAGES) && name.find()) {
        names.put(entry.getKey().substring(IMAGES.length()), name.group(1));
      }
    }
    ImmutableMap<String, String> all = names.buildOrThrow();
    return new FolderNames(
        all.values().stream().distinct().count() == all.size() ? all : ImmutableMap.of());
  }

  /**
   * A text that calls them so.
   *
   * @param escape what makes a name a part of such a text
   */
  String in(String text, UnaryOperator<String> escape) {
    return ID.matcher(text)
        .replaceAll(
            id ->
                Matcher.quoteReplacement(escape.apply(names.getOrDefault(id.group(), id.group()))));
  }
}
