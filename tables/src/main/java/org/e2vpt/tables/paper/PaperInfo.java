package org.e2vpt.tables.paper;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import org.e2vpt.harness.names.Names;
import org.e2vpt.harness.text.PlainNumbers;

/**
 * What a paper is: the keys of {@code paper.csv}.
 *
 * @param name as people call it, such as {@code VPT}
 * @param title of the publication
 * @param authors as printed; may be empty
 * @param venue such as {@code ECCV 2022}; may be empty
 * @param arxiv its number there; may be empty
 * @param recorded whether its numbers were recorded with this program; else they are printed
 * @param onePage whether its tables are run together and reported on one page; else each has a page
 *     of its own
 * @param presets id of the paper whose {@code presets.csv} it uses, by default its own
 * @param preset the preset of a run that names none
 * @param seeds of final runs, the first of them unless a user names others
 * @param gpu whether its trials are for GPUs, unless a user says otherwise; else this machine's
 *     processor does
 * @param deadline the most that one trial may take
 * @param bare whether its tables can be named without the paper
 */
public record PaperInfo(
    String name,
    String title,
    String authors,
    String venue,
    String arxiv,
    boolean recorded,
    boolean onePage,
    String presets,
    String preset,
    ImmutableList<Integer> seeds,
    boolean gpu,
    Duration deadline,
    boolean bare) {

  static final String FILE = "paper.csv";

  private static final ImmutableList<String> KEYS =
      ImmutableList.of(
          "name",
          "title",
          "authors",
          "venue",
          "arxiv",
          "numbers",
          "pages",
          "presets",
          "preset",
          "seeds",
          "device",
          "deadline",
          "bare tables");

  static PaperInfo read(PaperFolder folder) throws IOException {
    ImmutableMap<String, String> values =
        unique(
            folder.name(FILE),
            folder.read(
                FILE, List.of("key", "value"), line -> Map.entry(key(line), line.text("value"))));
    try {
      return new PaperInfo(
          required(values, "name"),
          required(values, "title"),
          values.getOrDefault("authors", ""),
          values.getOrDefault("venue", ""),
          values.getOrDefault("arxiv", ""),
          oneOf(values, "numbers", "printed", "recorded"),
          oneOf(values, "pages", "table", "paper"),
          values.getOrDefault("presets", folder.id()),
          required(values, "preset"),
          seeds(required(values, "seeds")),
          oneOf(values, "device", "processor", "gpu"),
          deadline(required(values, "deadline")),
          values.containsKey("bare tables") && oneOf(values, "bare tables", "no", "yes"));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(folder.name(FILE) + ": " + e.getMessage(), e);
    }
  }

  private static ImmutableMap<String, String> unique(
      String file, List<Map.Entry<String, String>> lines) {
    try {
      return ImmutableMap.copyOf(lines);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": a key occurs twice: " + e.getMessage(), e);
    }
  }

  private static String key(CsvLine line) {
    String key = line.text("key");
    if (!KEYS.contains(key)) {
      throw new IllegalArgumentException(
          "column 'key': expected one of %s; got '%s'%s"
              .formatted(String.join(", ", KEYS), key, Names.didYouMean(key, KEYS)));
    }
    return key;
  }

  private static String required(Map<String, String> values, String key) {
    String value = values.getOrDefault(key, "");
    if (value.isEmpty()) {
      throw new IllegalArgumentException("no value for '%s'".formatted(key));
    }
    return value;
  }

  private static ImmutableList<Integer> seeds(String text) {
    try {
      return Splitter.on(' ')
          .splitToStream(text)
          .map(PlainNumbers::integer)
          .collect(ImmutableList.toImmutableList());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "'seeds' must be whole numbers that spaces separate, got '%s'".formatted(text), e);
    }
  }

  private static Duration deadline(String text) {
    try {
      return Duration.parse(text);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          "'deadline' must be a duration such as PT15M or P30D, got '%s'".formatted(text), e);
    }
  }

  /** Whether it is the second of two words. */
  private static boolean oneOf(Map<String, String> values, String key, String no, String yes) {
    String value = required(values, key);
    if (!value.equals(no) && !value.equals(yes)) {
      throw new IllegalArgumentException(
          "'%s' must be %s or %s, got '%s'".formatted(key, no, yes, value));
    }
    return value.equals(yes);
  }

  /** The name, and where it was published: {@code E²VPT (arXiv 2307.13770)}. */
  public String nameAndPlace() {
    return arxiv.isEmpty() ? name : "%s (arXiv %s)".formatted(name, arxiv);
  }
}
