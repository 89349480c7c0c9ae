package org.e2vpt.tables.cost;

import com.google.common.collect.ImmutableList;
import java.util.List;

/**
 * How many images a task has, and what they take: a line of {@code sizes.csv}.
 *
 * @param source of the numbers of images
 * @param trainBytes of a training image as it is kept decoded, in the mean or at most
 * @param testBytes of an image of val and test
 * @param bytesSource of both
 */
record TaskSize(
    String task,
    int train,
    int val,
    int test,
    String source,
    int trainBytes,
    int testBytes,
    String bytesSource) {

  private static final ImmutableList<TaskSize> ALL =
      CostFiles.read(
          "sizes.csv",
          List.of(
              "task",
              "train",
              "val",
              "test",
              "source",
              "train_bytes",
              "test_bytes",
              "bytes_source"),
          line ->
              new TaskSize(
                  line.text("task"),
                  line.integer("train"),
                  line.integer("val"),
                  line.integer("test"),
                  line.text("source"),
                  line.integer("train_bytes"),
                  line.integer("test_bytes"),
                  line.text("bytes_source")));

  static TaskSize of(String task) {
    return ALL.stream()
        .filter(size -> size.task.equals(task))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("sizes.csv has no task '%s'".formatted(task)));
  }

  /** Whether an image is cut anew at random in each epoch. */
  boolean isCropped() {
    return task.startsWith("fgvc_");
  }

  /** What the final runs train on: in FGVC they leave val out. */
  int finalTrain() {
    return isCropped() ? train : train + val;
  }

  /** What its decoded images take on the disk, about. */
  long decodedBytes() {
    return (long) train * trainBytes + (long) (val + test) * testBytes;
  }
}
