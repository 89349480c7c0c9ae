package org.e2vpt.harness.data;

import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import com.google.common.io.Resources;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;

/**
 * What is published about one of the paper's 24 tasks, in words for people: a row of {@code
 * facts.csv}. "unverified" in a text marks what nobody could check.
 *
 * @param id the task's name in settings and in {@code datasets.lock}
 * @param title its name in print
 * @param group Natural, Specialized, Structured or FGVC
 * @param classes C, the number of classes
 * @param tfds name and version in TensorFlow Datasets, or empty
 * @param officialSplits what its authors or TFDS split it into
 * @param train the images of the search, out of these
 * @param val the images to choose by
 * @param test the images to measure on
 * @param testSize how many these are
 * @param labels what the classes are
 * @param images form of the pixels
 * @param keys the key that TFDS sorts an image by, or empty
 * @param order whether TFDS's order follows from the keys alone
 * @param licence the terms, and below where they are stated
 * @param source where these facts stand
 */
public record TaskFacts(
    String id,
    String title,
    String group,
    int classes,
    String tfds,
    String officialSplits,
    String train,
    String val,
    String test,
    String testSize,
    String labels,
    String images,
    String keys,
    String order,
    String licence,
    String licenceEvidence,
    String source) {

  private static final String NAME = "facts.csv";

  private static final Supplier<ImmutableMap<String, TaskFacts>> ALL =
      Suppliers.memoize(TaskFacts::read);

  /** The 24 tasks by id, in the order of the paper's tables. */
  public static ImmutableMap<String, TaskFacts> all() {
    return ALL.get();
  }

  private static ImmutableMap<String, TaskFacts> read() {
    CSVFormat format = CSVFormat.DEFAULT.builder().setHeader().setSkipHeaderRecord(true).get();
    try (Reader reader =
        Resources.asCharSource(Resources.getResource(TaskFacts.class, NAME), StandardCharsets.UTF_8)
            .openBufferedStream()) {
      return Maps.uniqueIndex(
          format.parse(reader).stream()
              .map(TaskFacts::parse)
              .collect(ImmutableList.toImmutableList()),
          TaskFacts::id);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the resource " + NAME, e);
    }
  }

  /**
   * The facts of one task.
   *
   * @throws IllegalArgumentException listing the tasks there are
   */
  public static TaskFacts of(String id) {
    ImmutableMap<String, TaskFacts> all = all();
    TaskFacts facts = all.get(id);
    if (facts == null) {
      throw new IllegalArgumentException(
          "unknown task '%s'; the tasks are %s".formatted(id, String.join(", ", all.keySet())));
    }
    return facts;
  }

  private static TaskFacts parse(CSVRecord row) {
    return new TaskFacts(
        row.get("task"),
        row.get("title"),
        row.get("group"),
        Integer.parseInt(row.get("classes")),
        row.get("tfds"),
        row.get("official_splits"),
        row.get("train"),
        row.get("val"),
        row.get("test"),
        row.get("test_size"),
        row.get("labels"),
        row.get("images"),
        row.get("keys"),
        row.get("order"),
        row.get("licence"),
        row.get("licence_evidence"),
        row.get("source"));
  }
}
