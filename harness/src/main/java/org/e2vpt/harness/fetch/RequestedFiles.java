package org.e2vpt.harness.fetch;

import com.google.common.collect.ImmutableList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.e2vpt.harness.data.DataSets;
import org.e2vpt.harness.data.DatasetsLock;
import org.e2vpt.harness.data.DatasetsLock.LockedFile;
import org.e2vpt.harness.data.TaskSource;
import org.e2vpt.harness.data.TaskSource.OwnFolder;
import org.e2vpt.harness.data.TaskSource.Prepared;
import org.e2vpt.harness.data.vtab.PreparedVtab;
import org.e2vpt.harness.names.Names;

/** The files that are meant by names of tasks and of files. */
public final class RequestedFiles {

  private static final String ALL = "all";

  private RequestedFiles() {}

  /**
   * The files that these tasks need, and those that are named by their ids, each once.
   *
   * @param names of tasks or files, or {@code all} for what the 24 tasks need
   * @throws IllegalArgumentException naming what is neither
   */
  public static ImmutableList<LockedFile> files(DatasetsLock lock, Collection<String> names) {
    Set<LockedFile> files = new LinkedHashSet<>();
    for (String name : names) {
      files.addAll(named(lock, name));
    }
    return ImmutableList.copyOf(files);
  }

  private static List<LockedFile> named(DatasetsLock lock, String name) {
    if (name.equals(ALL)) {
      return lock.files().values().stream().filter(file -> !file.neededBy().isEmpty()).toList();
    }
    if (lock.files().containsKey(name)) {
      return List.of(lock.file(name));
    }
    Optional<TaskSource> source = TaskSource.find(name);
    if (source.orElse(null) instanceof Prepared && lock.files().containsKey(PreparedVtab.ARCHIVE)) {
      return List.of(lock.file(PreparedVtab.ARCHIVE));
    }
    if (source.orElse(null) instanceof OwnFolder) {
      throw new IllegalArgumentException(
          "'%s' is a folder of your own: there is nothing to fetch or to compare it with"
              .formatted(name));
    }
    List<LockedFile> files = lock.neededBy(name);
    if (files.isEmpty()) {
      throw new IllegalArgumentException(
          "'%s' is neither a task nor a file of datasets.lock; the tasks are %s, vtab-1k:ID for one of VTAB's out of the prepared archive, or all%s"
              .formatted(
                  name,
                  String.join(", ", DataSets.ofFiles()),
                  Names.didYouMean(name, DataSets.ofFiles())));
    }
    return files;
  }
}
