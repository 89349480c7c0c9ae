package org.e2vpt.tables.paper;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.io.Reader;
import org.e2vpt.harness.data.DataSet;
import org.e2vpt.harness.data.DataSets;
import org.e2vpt.harness.data.Group;

/**
 * One of the paper's 24 tasks, with the prompt lengths of the commands that its authors released.
 * These are templates rather than what was tuned: MAE and MoCo v3 have the lengths of the ViT.
 *
 * @param id as in {@code tuned_share.csv}
 * @param group of VTAB-1k, or FGVC
 * @param classes C
 * @param visual P, visual prompts of a block
 * @param kv T, key-value prompts of a block
 * @param place line of the released {@code command.txt} with both lengths
 */
public record PaperTask(String id, Group group, int classes, int visual, int kv, String place) {

  private static final CsvTable<PaperTask> CSV =
      new CsvTable<>(
          ImmutableMap.of(
              "task",
              PaperTask::id,
              "visual",
              task -> Integer.toString(task.visual()),
              "kv",
              task -> Integer.toString(task.kv()),
              "place",
              PaperTask::place),
          line -> {
            DataSet set = DataSets.get(line.text("task"));
            return new PaperTask(
                set.id(),
                set.group(),
                set.classes(),
                line.integer("visual"),
                line.integer("kv"),
                line.text("place"));
          });

  /** All tasks, in the order of VTAB-1k; FGVC last. */
  public static ImmutableList<PaperTask> load() throws IOException {
    try (Reader reader = Resources.open("tasks.csv", "the build is broken")) {
      return CSV.read(reader, "tasks.csv");
    }
  }
}
