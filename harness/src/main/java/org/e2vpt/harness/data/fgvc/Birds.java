package org.e2vpt.harness.data.fgvc;

import com.google.common.collect.ImmutableSortedSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.e2vpt.harness.data.archive.Archive;
import org.e2vpt.harness.data.archive.Lines;
import org.e2vpt.harness.data.archive.TarArchive;
import org.e2vpt.harness.data.source.Example;
import org.e2vpt.harness.data.source.MemberImages;
import org.e2vpt.harness.text.Amounts;

/**
 * CUB-200-2011 and NABirds, which share a form: lists of {@code image path}, {@code image class}
 * and {@code image 1-if-to-train}. Keys are the paths, {@code 001.Black_footed_Albatross/….jpg}.
 * NABirds leaves numbers of classes out, so that classes are numbered anew.
 */
final class Birds {

  private static final String PATHS = "images.txt";
  private static final String LABELS = "image_class_labels.txt";
  private static final String PARTS = "train_test_split.txt";

  private Birds() {}

  /**
   * Reads the lists.
   *
   * @param root folder in the archive
   */
  static FgvcSource read(Path file, String root, int classes) throws IOException {
    Archive archive = TarArchive.of(file);
    Map<String, Map<String, String>> lists = new HashMap<>();
    archive.read(
        Set.of(root + PATHS, root + LABELS, root + PARTS),
        (member, content) ->
            lists.put(
                member.substring(root.length()),
                columns(
                    Lines.of(archive.whole(member, content), archive.place(member)),
                    archive.name(),
                    member)));
    Map<String, String> labels = lists.getOrDefault(LABELS, Map.of());
    Map<String, String> parts = lists.getOrDefault(PARTS, Map.of());
    List<Integer> numbers =
        ImmutableSortedSet.copyOf(labels.values().stream().map(Integer::valueOf).toList()).asList();
    if (numbers.size() != classes) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s has %s, expected %d: is it the whole original?",
              archive.name(),
              Amounts.count(numbers.size(), "class"),
              classes));
    }
    List<Example> train = new ArrayList<>();
    List<Example> test = new ArrayList<>();
    for (Map.Entry<String, String> image : lists.getOrDefault(PATHS, Map.of()).entrySet()) {
      String label = labels.get(image.getKey());
      String part = parts.get(image.getKey());
      if (label == null || part == null) {
        throw new IOException(
            "%s: image '%s' of %s is missing in %s or %s"
                .formatted(archive.name(), image.getKey(), PATHS, LABELS, PARTS));
      }
      Example example = new Example(image.getValue(), numbers.indexOf(Integer.valueOf(label)));
      (part.equals("1") ? train : test).add(example);
    }
    return new FgvcSource(
        classes, train, List.of(), test, new MemberImages(archive, (root + "images/")::concat));
  }

  /** The second column by the first. */
  private static Map<String, String> columns(List<String> lines, String archive, String member)
      throws IOException {
    Map<String, String> columns = new HashMap<>();
    for (String line : lines) {
      int space = line.indexOf(' ');
      String value = line.substring(space + 1);
      boolean isNumber = member.endsWith(PATHS) || value.matches("[0-9]{1,6}");
      if (space < 1 || !isNumber || columns.put(line.substring(0, space), value) != null) {
        throw new IOException(
            "%s!%s: expected an image and its value, once each, got '%s'"
                .formatted(archive, member, line));
      }
    }
    return columns;
  }
}
