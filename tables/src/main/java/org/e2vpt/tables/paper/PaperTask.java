package org.e2vpt.tables.paper;

import java.util.List;
import java.util.OptionalInt;
import org.e2vpt.harness.data.Group;
import org.e2vpt.harness.data.TaskSize;
import org.e2vpt.harness.data.own.FolderIds;

/**
 * One of a paper's tasks, with the prompt lengths of the commands that its authors released: a line
 * of {@code tasks.csv}. These are templates rather than what was tuned: one length serves several
 * backbones.
 *
 * @param id of the data set; of a folder, its id by content
 * @param group of VTAB-1k, FGVC, or the user's own
 * @param visual P, visual prompts of a block, if it was released
 * @param kv T, key-value prompts of a block, if it was released
 * @param place where the released commands have both lengths; may be empty
 */
public record PaperTask(String id, Group group, OptionalInt visual, OptionalInt kv, String place) {

  static final String FILE = "tasks.csv";

  static final List<String> COLUMNS = List.of("task", "visual", "kv", "place");

  static PaperTask parse(CsvLine line) {
    String task = line.text("task");
    if (FolderIds.isByContent(task)) { // a report needs no images
      return new PaperTask(
          task, Group.OWN, length(line, "visual"), length(line, "kv"), line.text("place"));
    }
    TaskSize size = size(task);
    return new PaperTask(
        size.id(), size.group(), length(line, "visual"), length(line, "kv"), line.text("place"));
  }

  private static TaskSize size(String task) {
    try {
      return TaskSize.of(task);
    } catch (IllegalStateException e) { // of a folder: it gets file and line
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /**
   * C, the number of classes.
   *
   * @throws IllegalArgumentException of a folder of which only the content is known, not the place
   */
  public int classes() {
    return size(id).classes();
  }

  private static OptionalInt length(CsvLine line, String column) {
    return line.text(column).isEmpty() ? OptionalInt.empty() : OptionalInt.of(line.integer(column));
  }

  /**
   * A released length.
   *
   * @param option {@code visual} or {@code kv}
   * @throws IllegalArgumentException if none was released
   */
  public int released(String option) {
    OptionalInt length =
        switch (option) {
          case "visual" -> visual;
          case "kv" -> kv;
          default -> OptionalInt.empty();
        };
    return length.orElseThrow(
        () ->
            new IllegalArgumentException(
                "no command released a length %s for %s".formatted(option, id)));
  }
}
