package org.e2vpt.harness.fetch;

import com.google.common.collect.ImmutableList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.StringJoiner;
import org.e2vpt.harness.data.DataFolder;
import org.e2vpt.harness.data.DataFolder.State;
import org.e2vpt.harness.data.DatasetsLock.LockedFile;
import org.e2vpt.harness.data.FileTasks;
import org.e2vpt.harness.text.Amounts;

/**
 * How far the files of one task are there.
 *
 * @param needed all files that the task cannot be read without
 * @param missing those that are not there
 * @param unchecked those that are there, but were not compared with the lock since they changed
 */
public record TaskFiles(
    String task,
    ImmutableList<LockedFile> needed,
    ImmutableList<LockedFile> missing,
    ImmutableList<LockedFile> unchecked) {

  /** Looks at sizes and dates only. Of a task that was unpacked by hand no file is missing. */
  public static TaskFiles of(DataFolder folder, String task) {
    ImmutableList<LockedFile> needed = folder.lock().neededBy(task);
    if (new FileTasks(folder).isUnpacked(task)) {
      return new TaskFiles(task, needed, ImmutableList.of(), ImmutableList.of());
    }
    return new TaskFiles(
        task,
        needed,
        filter(needed, folder, State.MISSING),
        filter(needed, folder, State.UNCHECKED));
  }

  private static ImmutableList<LockedFile> filter(
      List<LockedFile> files, DataFolder folder, State state) {
    return files.stream()
        .filter(file -> folder.state(file) == state)
        .collect(ImmutableList.toImmutableList());
  }

  /** Such as {@code 5.61 MB and 2 files of unknown size}. */
  public static String size(Collection<LockedFile> files) {
    long known = files.stream().map(LockedFile::bytes).mapToLong(bytes -> bytes.orElse(0)).sum();
    long unknown = files.stream().map(LockedFile::bytes).filter(OptionalLong::isEmpty).count();
    StringJoiner size = new StringJoiner(" and ");
    if (known > 0 || unknown == 0) {
      size.add(Amounts.bytes(known));
    }
    if (unknown > 0) {
      size.add(Amounts.count(unknown, "file") + " of unknown size");
    }
    return size.toString();
  }
}
