package org.e2vpt.tables.cost;

import com.google.common.collect.ImmutableList;
import java.util.List;

/**
 * How many images a task has: a line of {@code sizes.csv}.
 *
 * @param source of the numbers
 */
record TaskSize(String task, int train, int val, int test, String source) {

  private static final ImmutableList<TaskSize> ALL =
      CostFiles.read(
          "sizes.csv",
          List.of("task", "train", "val", "test", "source"),
          line ->
              new TaskSize(
                  line.text("task"),
                  line.integer("train"),
                  line.integer("val"),
                  line.integer("test"),
                  line.text("source")));

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
}
