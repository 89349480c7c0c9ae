package org.e2vpt.tables.app;

import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.e2vpt.harness.backbone.Pretrained;
import org.e2vpt.harness.data.DataFolder;
import org.e2vpt.harness.data.DataFolder.State;
import org.e2vpt.harness.data.DatasetsLock;
import org.e2vpt.harness.data.DatasetsLock.LockedFile;
import org.e2vpt.harness.file.Folders;
import org.e2vpt.harness.text.FileErrors;
import org.e2vpt.harness.weights.Fingerprint;
import org.e2vpt.harness.weights.PublishedWeights;
import org.e2vpt.tables.paper.WholeFile;

/**
 * A checkpoint of the user's in place of a published one: a data folder of the run that holds a
 * link to it, and a lock that says what it is.
 *
 * @param folder the data folder
 */
public record OwnWeights(Path folder) {

  private static final String LOCK = "datasets.lock";

  /**
   * Makes the data folder, once the file was read as that backbone.
   *
   * @param run folder of the run
   * @param settings of the run
   * @throws IllegalArgumentException if the file is none of that backbone, or a data folder was
   *     chosen too
   */
  public static OwnWeights of(Path file, String backbone, Path run, Properties settings)
      throws IOException {
    if (Pretrained.isShipped(backbone)) {
      throw new IllegalArgumentException(
          "the weights of %s come with this program: name the backbone that %s is of by --backbone, such as vit-b16.in21k"
              .formatted(backbone, file));
    }
    if (settings.getProperty("data.root") != null) {
      throw new IllegalArgumentException("--weights uses its own data folder: omit --data-root");
    }
    DataFolder data = DataFolder.of(settings::getProperty);
    LockedFile place = PublishedWeights.files(backbone, data.lock()).get(0);
    Path path = file.toAbsolutePath().normalize();
    if (!Files.isRegularFile(path)) {
      throw new IllegalArgumentException("there is no file %s".formatted(file));
    }
    Fingerprint fingerprint = Fingerprint.of(path);
    requireNoOther(file, fingerprint, backbone, data.lock());
    List<String> lock = new ArrayList<>();
    if (data.lock().scale().original()) {
      var unused =
          PublishedWeights.load(path, backbone, PublishedWeights.LookAlikes.REFUSED); // or throws
    } else {
      lock.add("miniature 800 200"); // of weights alone: no task of the lock is run
    }
    lock.add(
        String.format(
            Locale.ROOT,
            "%s %s %d sha256:%s %s %s",
            place.id(),
            place.url(),
            fingerprint.bytes(),
            fingerprint.sha256(),
            place.licence(),
            "-"));
    OwnWeights weights = new OwnWeights(run.resolve("weights"));
    Path link = weights.folder.resolve(place.id());
    Folders.create(link.getParent() == null ? weights.folder : link.getParent());
    WholeFile.write(lock(weights.folder), String.join("\n", lock) + "\n");
    try {
      Files.deleteIfExists(link);
      Files.createSymbolicLink(link, path);
    } catch (IOException | UnsupportedOperationException e) {
      throw new IllegalArgumentException(
          "%s cannot be linked to %s (%s): put the file into the data folder instead, as %s"
              .formatted(
                  link,
                  path,
                  e instanceof IOException io ? FileErrors.describe(io) : e.getMessage(),
                  data.path(place)),
          e);
    }
    return weights;
  }

  /** Names and shapes of MAE's, MoCo v3's and timm's tensors are the same. */
  private static void requireNoOther(
      Path file, Fingerprint fingerprint, String backbone, DatasetsLock lock) {
    fingerprint
        .in(lock)
        .filter(known -> !PublishedWeights.files(backbone, lock).contains(known))
        .ifPresent(
            other -> {
              throw new IllegalArgumentException(
                  "%s is %s by its hash, which is not of %s: 'e2vpt weights inspect' says which backbone --backbone has to name"
                      .formatted(file, other.id(), backbone));
            });
  }

  /**
   * Refuses a backbone that nobody's file is there for, before anything is made for it.
   *
   * @throws IllegalArgumentException saying where to get it, and how to name another
   */
  public static void require(String backbone, DataFolder folder) {
    if (Pretrained.isShipped(backbone)) {
      return;
    }
    List<LockedFile> files = PublishedWeights.files(backbone, folder.lock());
    if (files.stream().allMatch(file -> folder.state(file) == State.MISSING)) {
      throw new IllegalArgumentException(
          "the weights of %s are not in %s: name a file that you have with --weights FILE, or 'e2vpt data fetch %s' gets them"
              .formatted(backbone, folder.root(), files.get(0).id()));
    }
  }

  /** By which the run and its workers find it. */
  public ImmutableMap<String, String> settings() {
    return ImmutableMap.copyOf(
        Map.of("data.root", folder.toString(), "lock", lock(folder).toString()));
  }

  /** The lock of such a data folder. */
  public static Path lock(Path folder) {
    return folder.resolve(LOCK);
  }
}
