package org.e2vpt.harness.weights;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.e2vpt.harness.checkpoint.HostTensor;
import org.e2vpt.harness.checkpoint.TensorFile;
import org.e2vpt.harness.data.DataFolder;
import org.e2vpt.harness.data.DataFolder.State;
import org.e2vpt.harness.data.DatasetsLock;
import org.e2vpt.harness.data.DatasetsLock.LockedFile;

/** Loads the published weights of the paper's backbones from the files in which they come. */
public final class PublishedWeights {

  /** What happens to a file that is known to hold other weights of the same names and shapes. */
  public enum LookAlikes {
    REFUSED,
    ACCEPTED
  }

  private PublishedWeights() {}

  /**
   * The weights by our names, linear ones (out, in).
   *
   * @param id such as {@code vit-b16.in21k}: see {@link Published}
   * @throws IOException naming the file, if it cannot be read
   * @throws IllegalArgumentException naming the file, and the tensor or size that differs, or what
   *     it is instead, and the command that describes it
   */
  public static Map<String, HostTensor> load(Path path, String id, LookAlikes lookAlikes)
      throws IOException {
    var unused = Published.of(id); // an id that is none is no fault of the file
    try (TensorFile file = TensorFile.open(path)) {
      return mapping(file, id, lookAlikes).load();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "%s; 'e2vpt weights inspect' says what the file is".formatted(e.getMessage()), e);
    }
  }

  /**
   * The weights from the data folder, from whichever file of them lies there.
   *
   * @throws IllegalStateException if none does, or it is not the locked one, with what to do
   * @throws IllegalArgumentException as {@link #load(Path, String, LookAlikes)}
   */
  public static Map<String, HostTensor> load(String id, DataFolder folder) {
    DatasetsLock lock = folder.lock();
    List<LockedFile> files = files(id, lock);
    LockedFile file = there(files, folder).orElse(files.get(0));
    if (folder.state(file) != State.CHECKED) {
      folder.check(file);
    }
    try (TensorFile tensors = TensorFile.open(folder.path(file))) {
      Published published = published(tensors, id, LookAlikes.REFUSED);
      return (lock.scale().original()
              ? published.apply(tensors)
              : published.keyMap().apply(tensors))
          .load();
    } catch (IOException e) {
      throw new UncheckedIOException("the weights of %s cannot be read".formatted(id), e);
    }
  }

  private static Optional<LockedFile> there(List<LockedFile> files, DataFolder folder) {
    return files.stream().filter(file -> folder.state(file) != State.MISSING).findFirst();
  }

  /**
   * The sizes of the miniature that lies in place of published weights; empty if the lock is not
   * one of miniatures, or there is none.
   */
  public static Optional<ImmutableSortedMap<String, Long>> miniature(String id, DataFolder folder) {
    if (folder.lock().scale().original() || !Published.isKnown(id)) {
      return Optional.empty();
    }
    return there(files(id, folder.lock()), folder).map(file -> sizes(id, folder.path(file)));
  }

  private static ImmutableSortedMap<String, Long> sizes(String id, Path path) {
    try (TensorFile tensors = TensorFile.open(path)) {
      return published(tensors, id, LookAlikes.REFUSED).keyMap().apply(tensors).sizes();
    } catch (IOException e) {
      throw new UncheckedIOException("the weights of %s cannot be read".formatted(id), e);
    }
  }

  /**
   * The locked files that hold the weights of this id, each all of them; the usual one first.
   *
   * @throws IllegalArgumentException if the lock has none
   */
  public static ImmutableList<LockedFile> files(String id, DatasetsLock lock) {
    ImmutableList<String> ids =
        Published.of(id).stream()
            .map(Published::lockedAs)
            .filter(lockedAs -> !lockedAs.isEmpty())
            .collect(ImmutableList.toImmutableList());
    ImmutableList<LockedFile> locked =
        ids.stream()
            .filter(lock.files()::containsKey)
            .map(lock::file)
            .collect(ImmutableList.toImmutableList());
    return locked.isEmpty() ? ImmutableList.of(lock.file(ids.get(0))) : locked;
  }

  /** What {@link #load} would read. */
  static Mapping mapping(TensorFile file, String id, LookAlikes lookAlikes) {
    return published(file, id, lookAlikes).apply(file);
  }

  /** What the file is most like, of what holds the weights of this id. */
  private static Published published(TensorFile file, String id, LookAlikes lookAlikes) {
    Published best =
        Published.of(id).stream()
            .max(Comparator.comparingLong(published -> published.keyMap().known(file)))
            .orElseThrow();
    if (lookAlikes == LookAlikes.REFUSED) {
      LookAlike.of(file, id)
          .ifPresent(
              lookAlike -> {
                throw new IllegalArgumentException(
                    "%s is not '%s': %s".formatted(file.name(), id, lookAlike.reason()));
              });
    }
    return best;
  }
}
