package org.e2vpt.harness.data;

import com.google.common.hash.Hashing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.e2vpt.harness.data.DataFolder.State;
import org.e2vpt.harness.data.DatasetsLock.LockedFile;
import org.e2vpt.harness.data.TaskSource.OfFiles;
import org.e2vpt.harness.data.archive.FolderArchive;

/**
 * The files that the images of tasks depend on, by their hashes. Files that the lock knows by a
 * whole hash need not be there, nor be read: plans are made without data. Of the others the copy
 * that is there counts.
 */
record TaskInputs(DataFolder folder) {

  /** Hashes of unpacked folders, which are read whole: once in the life of a process. */
  private static final Map<Path, String> FOLDERS = new ConcurrentHashMap<>();

  /** A line of name and hash for each file or folder that the task is read from. */
  List<String> of(OfFiles task) {
    List<String> inputs = new ArrayList<>();
    folder.lock().neededBy(task.id()).forEach(file -> inputs.add(file.id() + " " + hash(file)));
    for (Path path : task.besides(folder.root())) {
      inputs.add(path.getFileName() + " " + hash(path));
    }
    return inputs;
  }

  /**
   * Compares the files that are there with the lock, unless that was done since they last changed.
   *
   * @throws IllegalStateException naming the file that is another, with what to do
   */
  void check(OfFiles task) {
    folder.lock().neededBy(task.id()).forEach(this::check);
    for (Path path : task.besides(folder.root())) {
      locked(path).forEach(this::check);
    }
  }

  private void check(LockedFile file) {
    if (folder.state(file) == State.UNCHECKED) {
      folder.check(file);
    }
  }

  private String hash(LockedFile file) {
    if (file.hashed() || folder.state(file) == State.MISSING) {
      return file.hash();
    }
    check(file); // pins it: from now on it is this copy
    return folder.pinned(file);
  }

  private String hash(Path path) {
    if (Files.isDirectory(path)) {
      return FOLDERS.computeIfAbsent(path, TaskInputs::content);
    }
    return locked(path).stream().findFirst().map(this::hash).orElseGet(() -> content(path));
  }

  /** The line of the lock for a file of the data folder, if there is one. */
  private List<LockedFile> locked(Path path) {
    return folder.lock().files().values().stream()
        .filter(file -> folder.path(file).equals(path))
        .toList();
  }

  private static String content(Path path) {
    try {
      if (Files.isRegularFile(path)) {
        return Hashing.sha256().hashBytes(Files.readAllBytes(path)).toString();
      }
      StringBuilder files = new StringBuilder();
      FolderArchive.of(path)
          .readAll(
              (member, bytes) ->
                  files.append(
                      "%s %s\n"
                          .formatted(member, Hashing.sha256().hashBytes(bytes.readAllBytes()))));
      return Hashing.sha256().hashString(files, StandardCharsets.UTF_8).toString();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + path, e);
    }
  }
}
