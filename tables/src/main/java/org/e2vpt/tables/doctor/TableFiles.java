package org.e2vpt.tables.doctor;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.e2vpt.harness.backbone.Pretrained;
import org.e2vpt.harness.data.DataFolder;
import org.e2vpt.harness.data.DataFolder.State;
import org.e2vpt.harness.data.DatasetsLock.LockedFile;
import org.e2vpt.harness.fetch.TaskFiles;
import org.e2vpt.harness.weights.PublishedWeights;
import org.e2vpt.tables.paper.Papers;
import org.e2vpt.tables.paper.PrintedCell;

/**
 * How far the files of a table are there.
 *
 * @param table id
 * @param backbones how many it has
 * @param tasks how many it has
 * @param weights that are missing, one file for each backbone
 * @param without its tasks of which files are missing
 * @param files that are missing, of weights and tasks, each once
 */
record TableFiles(
    String table,
    int backbones,
    int tasks,
    ImmutableList<LockedFile> weights,
    ImmutableList<String> without,
    ImmutableSet<LockedFile> files) {

  /** Of each table of papers that need files. Looks at sizes and dates only. */
  static ImmutableList<TableFiles> all(Papers papers, DataFolder folder) {
    return papers.all().stream()
        .flatMap(paper -> paper.tables().values().stream())
        .filter(table -> table.cells().stream().anyMatch(TableFiles::needsFiles))
        .map(table -> of(papers.shortName(table.id()), table.cells(), folder))
        .collect(ImmutableList.toImmutableList());
  }

  private static boolean needsFiles(PrintedCell cell) {
    return !Pretrained.isShipped(cell.of().backbone());
  }

  private static TableFiles of(String table, List<PrintedCell> cells, DataFolder folder) {
    Set<String> backbones =
        cells.stream().map(cell -> cell.of().backbone()).collect(ImmutableSet.toImmutableSet());
    Set<String> tasks =
        cells.stream()
            .flatMap(cell -> cell.tasks().stream())
            .collect(ImmutableSet.toImmutableSet());
    ImmutableList<LockedFile> weights =
        backbones.stream()
            .map(backbone -> PublishedWeights.files(backbone, folder.lock()))
            .filter(any -> any.stream().allMatch(file -> folder.state(file) == State.MISSING))
            .map(any -> any.get(0))
            .distinct()
            .collect(ImmutableList.toImmutableList());
    List<TaskFiles> incomplete =
        tasks.stream()
            .map(task -> TaskFiles.of(folder, task))
            .filter(task -> !task.missing().isEmpty())
            .toList();
    return new TableFiles(
        table,
        backbones.size(),
        tasks.size(),
        weights,
        incomplete.stream().map(TaskFiles::task).collect(ImmutableList.toImmutableList()),
        ImmutableSet.<LockedFile>builder()
            .addAll(weights)
            .addAll(incomplete.stream().flatMap(task -> task.missing().stream()).toList())
            .build());
  }

  boolean complete() {
    return files.isEmpty();
  }

  /** Bytes of the missing files, as far as they are known. */
  long missingBytes() {
    return files.stream().mapToLong(file -> file.bytes().orElse(0)).sum();
  }

  /** What {@code e2vpt data fetch} takes. */
  String names() {
    return ImmutableList.<String>builder()
        .addAll(without)
        .addAll(weights.stream().map(LockedFile::id).toList())
        .build()
        .stream()
        .collect(Collectors.joining(" "));
  }
}
