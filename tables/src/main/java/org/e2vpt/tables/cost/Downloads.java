package org.e2vpt.tables.cost;

import com.google.common.collect.ImmutableSet;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.e2vpt.harness.data.DataFolder;
import org.e2vpt.harness.data.DataFolder.State;
import org.e2vpt.harness.data.DatasetsLock;
import org.e2vpt.harness.data.DatasetsLock.LockedFile;
import org.e2vpt.harness.fetch.Amounts;
import org.e2vpt.harness.fetch.Disk;
import org.e2vpt.harness.fetch.TaskFiles;
import org.e2vpt.harness.weights.PublishedWeights;
import org.e2vpt.tables.plan.RowPlan;

/**
 * The files that plans read.
 *
 * @param needed all of them
 * @param missing those that are not in the data folder
 */
public record Downloads(
    DataFolder folder, ImmutableSet<LockedFile> needed, ImmutableSet<LockedFile> missing) {

  /** Looks at sizes and dates only. */
  public static Downloads of(Collection<RowPlan> plans, DatasetsLock lock, DataFolder folder) {
    List<String> tasks = plans.stream().map(RowPlan::task).distinct().toList();
    List<String> backbones = plans.stream().map(plan -> plan.row().backbone()).distinct().toList();
    ImmutableSet<LockedFile> needed =
        Stream.concat(
                tasks.stream().flatMap(task -> lock.neededBy(task).stream()),
                backbones.stream().map(id -> weights(id, lock, folder)))
            .collect(ImmutableSet.toImmutableSet());
    return new Downloads(
        folder,
        needed,
        needed.stream()
            .filter(file -> folder.state(file) == State.MISSING)
            .collect(ImmutableSet.toImmutableSet()));
  }

  /** The file of a backbone that is there, or the usual one. */
  private static LockedFile weights(String id, DatasetsLock lock, DataFolder folder) {
    List<LockedFile> files = PublishedWeights.files(id, lock);
    return files.stream()
        .filter(file -> folder.state(file) != State.MISSING)
        .findFirst()
        .orElse(files.get(0));
  }

  /** For people. */
  public String line() {
    return line(Disk.free(folder.root()));
  }

  String line(long free) {
    long wanted = missing.stream().mapToLong(file -> file.bytes().orElse(0)).sum();
    return "files: %s, of which %s are to be downloaded into %s (%s free%s)"
        .formatted(
            TaskFiles.size(needed),
            TaskFiles.size(missing),
            folder.root(),
            Amounts.bytes(free),
            wanted > free ? ", which is too little" : "");
  }
}
