package org.e2vpt.harness.data.vtab;

import com.google.common.base.Splitter;
import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.io.Resources;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.e2vpt.harness.data.source.Part;
import org.e2vpt.harness.data.source.SourceData;
import org.e2vpt.harness.data.source.SplitRule;
import org.e2vpt.harness.data.source.SplitRule.Slice;
import org.e2vpt.harness.data.source.TaskData;

/**
 * What is known of a task of VTAB-1k: a row of {@code tasks.csv}.
 *
 * @param id the task's name in VTAB's lists
 * @param dataset whose files it reads
 * @param recorded the data set's name in {@link RecordedKeys}, empty if nobody recorded its keys
 * @param classes C, the number of classes
 * @param sizes images in each part of the original data set
 */
public record VtabTask(
    String id,
    String dataset,
    String recorded,
    int classes,
    ImmutableMap<String, Integer> sizes,
    SplitRule rule) {

  private static final Splitter.MapSplitter SIZES = Splitter.on(' ').withKeyValueSeparator('=');

  private static final Supplier<ImmutableList<VtabTask>> ALL = Suppliers.memoize(VtabTask::read);

  /** The 19 tasks, in the order of VTAB's tables. */
  public static ImmutableList<VtabTask> all() {
    return ALL.get();
  }

  private static ImmutableList<VtabTask> read() {
    try {
      String text =
          Resources.toString(
              Resources.getResource(VtabTask.class, "tasks.csv"), StandardCharsets.UTF_8);
      CSVFormat format = CSVFormat.DEFAULT.builder().setHeader().setSkipHeaderRecord(true).get();
      return format.parse(new StringReader(text)).stream()
          .map(VtabTask::parse)
          .collect(ImmutableList.toImmutableList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static VtabTask parse(CSVRecord row) {
    return new VtabTask(
        row.get("task"),
        row.get("dataset"),
        row.get("keys"),
        Integer.parseInt(row.get("classes")),
        SIZES.split(row.get("parts")).entrySet().stream()
            .collect(
                ImmutableMap.toImmutableMap(
                    part -> part.getKey(), part -> Integer.valueOf(part.getValue()))),
        new SplitRule(Slice.parse(row.get("val")), Slice.parse(row.get("test"))));
  }

  /**
   * Requires as many images in each part as the original data set has.
   *
   * @throws IOException saying which part has more or fewer
   */
  void requireSizes(SourceData data) throws IOException {
    for (Part part : data.parts().values()) {
      Integer expected = sizes.get(part.name());
      if (expected == null || expected != part.size()) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "%s: the files hold %d images of '%s', the original data set has %s; fetch them again",
                dataset,
                part.size(),
                part.name(),
                expected));
      }
    }
  }

  /**
   * Requires the recorded keys, where there are some, one by one.
   *
   * @throws IOException saying which differs first
   */
  void requireRecorded(TaskData split) throws IOException {
    if (!recorded.isEmpty()) {
      RecordedKeys keys = RecordedKeys.of(recorded);
      requireSame("train800", keys.train800(), split.train());
      requireSame("val200", keys.val200(), split.val());
    }
  }

  private void requireSame(String name, List<String> recordedKeys, Part part) throws IOException {
    List<String> keys = part.keys();
    for (int i = 0; i < recordedKeys.size(); i++) {
      String key = i < keys.size() ? keys.get(i) : "nothing";
      if (!recordedKeys.get(i).equals(key)) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "%s: image %d of %s is recorded as '%s', the files give '%s'; they are not the originals",
                id,
                i,
                name,
                recordedKeys.get(i),
                key));
      }
    }
  }
}
