package org.e2vpt.harness.data;

import com.google.common.base.Joiner;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.csv.CSVRecord;
import org.e2vpt.harness.data.image.Decoder;
import org.e2vpt.harness.data.source.SplitRule;
import org.e2vpt.harness.data.source.SplitRule.Slice;
import org.e2vpt.harness.data.source.TaskSpec;

/**
 * All that is known of a task: a row of {@code datasets.csv}. "unverified" in a text marks what
 * nobody could check.
 *
 * @param id the task's name in settings, journals and {@code datasets.lock}
 * @param title its name in print
 * @param group whose mean it enters
 * @param classes C, the number of classes
 * @param train how many images a search trains on
 * @param val how many it chooses by
 * @param test how many a final run measures
 * @param folder of its original files, below that of all data; empty if it comes with the harness
 * @param parts how many images its authors or TFDS put into each part
 * @param rule out of which of these parts val and test are; train is of the part {@code train}
 * @param splitsNote what else there is to say of the parts
 * @param recordedKeys the name under which the keys of its images are recorded, or empty
 * @param trainBytes of a decoded image of train, in the mean or at most
 * @param testBytes of a decoded image of val and test
 * @param bytesSource of both
 * @param tfds name and version in TensorFlow Datasets, or empty
 * @param labels what the classes are
 * @param images form of the pixels
 * @param jpeg whose decoder made the paper's pixels of its JPEG files, empty if it has none
 * @param keys the key that TFDS sorts an image by, or empty
 * @param order whether TFDS's order follows from the keys alone, or empty
 * @param licence the terms, and below where they are stated
 * @param source where all this stands
 */
public record DataSet(
    String id,
    String title,
    Group group,
    int classes,
    int train,
    int val,
    int test,
    String folder,
    ImmutableMap<String, Integer> parts,
    SplitRule rule,
    String splitsNote,
    String recordedKeys,
    int trainBytes,
    int testBytes,
    String bytesSource,
    String tfds,
    String labels,
    String images,
    Optional<Decoder> jpeg,
    String keys,
    String order,
    String licence,
    String licenceEvidence,
    String source) {

  private static final Splitter.MapSplitter PARTS = Splitter.on(' ').withKeyValueSeparator('=');

  static DataSet parse(CSVRecord row) {
    return new DataSet(
        row.get("task"),
        row.get("title"),
        Group.titled(row.get("group")),
        Integer.parseInt(row.get("classes")),
        Integer.parseInt(row.get("train")),
        Integer.parseInt(row.get("val")),
        Integer.parseInt(row.get("test")),
        row.get("folder"),
        PARTS.split(row.get("parts")).entrySet().stream()
            .collect(
                ImmutableMap.toImmutableMap(
                    part -> part.getKey(), part -> Integer.valueOf(part.getValue()))),
        new SplitRule(Slice.parse(row.get("val_slice")), Slice.parse(row.get("test_slice"))),
        row.get("splits_note"),
        row.get("recorded_keys"),
        Integer.parseInt(row.get("train_bytes")),
        Integer.parseInt(row.get("test_bytes")),
        row.get("bytes_source"),
        row.get("tfds"),
        row.get("labels"),
        row.get("images"),
        decoder(row.get("jpeg")),
        row.get("keys"),
        row.get("order"),
        row.get("licence"),
        row.get("licence_evidence"),
        row.get("source"));
  }

  private static Optional<Decoder> decoder(String name) {
    return name.isEmpty() ? Optional.empty() : Optional.of(Decoder.named(name));
  }

  /** Whether its images come with the harness, instead of out of files that are fetched. */
  public boolean embedded() {
    return folder.isEmpty();
  }

  /** What final runs train on: train and val in VTAB-1k, train alone in FGVC. */
  public int finalTrain() {
    return group == Group.FGVC ? train : train + val;
  }

  /** What its decoded images take on the disk, about. */
  public long decodedBytes() {
    return (long) train * trainBytes + (long) (val + test) * testBytes;
  }

  /** For people: {@code train 3060 / test 6084 (the parts are TFDS's)}. */
  public String partsInWords() {
    String sizes = Joiner.on(" / ").withKeyValueSeparator(' ').join(parts);
    return splitsNote.isEmpty() ? sizes : "%s (%s)".formatted(sizes, splitsNote);
  }

  /** For people: {@code 800 of train}. */
  public String trainInWords() {
    return of(train, "train");
  }

  /** For people: {@code 200 of train[90%:]}. */
  public String valInWords() {
    return of(val, rule.val().toString());
  }

  /** For people: {@code 6084 of test}. */
  public String testInWords() {
    return of(test, rule.test().toString());
  }

  private static String of(int count, String slice) {
    return String.format(Locale.ROOT, "%d of %s", count, slice);
  }

  TaskSpec spec() {
    return new TaskSpec(id, folder, classes, parts, rule, recordedKeys);
  }
}
