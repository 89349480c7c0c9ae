package org.e2vpt.tables.cost;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSetMultimap;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.e2vpt.harness.backbone.Pretrained;
import org.e2vpt.harness.data.DataFolder;
import org.e2vpt.harness.data.DataFolder.State;
import org.e2vpt.harness.data.DatasetsLock.LockedFile;
import org.e2vpt.harness.data.FileTasks;
import org.e2vpt.harness.data.TaskSize;
import org.e2vpt.harness.fetch.DiskSpace;
import org.e2vpt.harness.fetch.TaskFiles;
import org.e2vpt.harness.text.Amounts;
import org.e2vpt.harness.weights.PublishedWeights;
import org.e2vpt.tables.plan.RowPlan;

/**
 * What plans need on the disk: files that they read, and the decoded images of their tasks.
 *
 * @param needed all files
 * @param missing those that are not in the data folder
 * @param decoded bytes of all decoded images, about
 * @param undecoded those that are still to be written
 */
public record Downloads(
    DataFolder folder,
    ImmutableSet<LockedFile> needed,
    ImmutableSet<LockedFile> missing,
    long decoded,
    long undecoded) {

  /** Looks at sizes and dates only. */
  public static Downloads of(Collection<RowPlan> plans, DataFolder folder) throws IOException {
    ImmutableSetMultimap<FileTasks, String> tasks =
        plans.stream()
            .filter(plan -> !TaskSize.of(plan.task()).embedded())
            .collect(
                ImmutableSetMultimap.toImmutableSetMultimap(
                    plan -> new FileTasks(folder, plan.row().protocol().plan().pixels().decoder()),
                    RowPlan::task));
    List<String> backbones =
        plans.stream()
            .map(plan -> plan.row().backbone())
            .filter(id -> !Pretrained.isShipped(id))
            .distinct()
            .toList();
    ImmutableSet<LockedFile> needed =
        Stream.concat(
                tasks.values().stream().flatMap(task -> folder.lock().neededBy(task).stream()),
                Stream.concat(
                    backbones.stream().map(id -> weights(id, folder)),
                    plans.stream().flatMap(plan -> plan.files().stream()).map(folder.lock()::file)))
            .collect(ImmutableSet.toImmutableSet());
    long decoded = 0;
    long undecoded = 0;
    for (Map.Entry<FileTasks, String> task : tasks.entries()) {
      long bytes = TaskSize.of(task.getValue()).decodedBytes();
      decoded += bytes;
      undecoded += Math.max(0, bytes - task.getKey().decodedBytes(task.getValue()));
    }
    return new Downloads(
        folder,
        needed,
        needed.stream()
            .filter(file -> folder.state(file) == State.MISSING)
            .collect(ImmutableSet.toImmutableSet()),
        decoded,
        undecoded);
  }

  /** The file of a backbone that is there, or the usual one. */
  private static LockedFile weights(String id, DataFolder folder) {
    List<LockedFile> files = PublishedWeights.files(id, folder.lock());
    return files.stream()
        .filter(file -> folder.state(file) != State.MISSING)
        .findFirst()
        .orElse(files.get(0));
  }

  /** For people. */
  public ImmutableList<String> lines() {
    return lines(DiskSpace.free(folder.root()));
  }

  ImmutableList<String> lines(long free) {
    long wanted = undecoded + missing.stream().mapToLong(file -> file.bytes().orElse(0)).sum();
    return ImmutableList.of(
        "files: %s, of which %s are to be downloaded into %s"
            .formatted(TaskFiles.size(needed), TaskFiles.size(missing), folder.root()),
        "decoded images: about %s, of which about %s are to be written there"
            .formatted(Amounts.bytes(decoded), Amounts.bytes(undecoded)),
        "disk: about %s are needed, %s are free%s"
            .formatted(
                Amounts.bytes(wanted),
                Amounts.bytes(free),
                wanted > free ? ", which is too little" : ""));
  }
}
