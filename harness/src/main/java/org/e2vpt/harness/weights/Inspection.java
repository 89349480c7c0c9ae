package org.e2vpt.harness.weights;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.e2vpt.harness.checkpoint.TensorFile;
import org.e2vpt.harness.checkpoint.TensorInfo;
import org.e2vpt.harness.data.DatasetsLock;
import org.e2vpt.harness.data.DatasetsLock.LockedFile;

/** What a file of weights is, and what would be read from it. No element is read for it. */
public final class Inspection {

  private static final int MAX_IGNORED = 100;

  private final TensorFile file;
  private final Fingerprint fingerprint;
  private final DatasetsLock lock;

  private Inspection(TensorFile file, Fingerprint fingerprint, DatasetsLock lock) {
    this.file = file;
    this.fingerprint = fingerprint;
    this.lock = lock;
  }

  /**
   * Looks into a file.
   *
   * @param lock that knows hashes and licences
   * @return lines for a person
   * @throws IOException naming the file, if it cannot be read
   */
  public static ImmutableList<String> of(Path path, DatasetsLock lock) throws IOException {
    try (TensorFile file = TensorFile.open(path)) {
      return new Inspection(file, Fingerprint.of(path), lock).lines();
    }
  }

  private ImmutableList<String> lines() {
    Optional<LockedFile> locked = fingerprint.in(lock);
    List<Published> fitting = fitting(locked);
    ImmutableList.Builder<String> lines = ImmutableList.builder();
    lines.add("file     " + file.name());
    lines.add("format   " + file.format());
    lines.add("bytes    " + fingerprint.bytes());
    lines.add("sha256   " + fingerprint.sha256());
    lines.add("md5      " + fingerprint.md5());
    lines.addAll(identity(locked, fitting));
    locked.ifPresent(known -> lines.add("licence  " + known.licence()));
    return lines.addAll(tensors(best(fitting).keyMap())).addAll(ignored()).build();
  }

  /** What lies beside the tensors, with its type. */
  private List<String> ignored() {
    List<String> lines = new ArrayList<>();
    file.ignored().entrySet().stream()
        .limit(MAX_IGNORED)
        .forEach(entry -> lines.add("ignored  %s %s".formatted(entry.getKey(), entry.getValue())));
    if (file.ignored().size() > MAX_IGNORED) {
      lines.add(
          String.format(Locale.ROOT, "ignored  and %d more", file.ignored().size() - MAX_IGNORED));
    }
    return lines;
  }

  private List<String> tensors(KeyMap map) {
    if (map.known(file) == 0) {
      return unknown("none of them known");
    }
    try {
      return mapped(map.apply(file));
    } catch (IllegalArgumentException e) {
      return unknown("which cannot be loaded: " + e.getMessage());
    }
  }

  private List<String> unknown(String reason) {
    List<String> lines = new ArrayList<>();
    lines.add(String.format(Locale.ROOT, "tensors  %d, %s", count(), reason));
    file.tensors().forEach((key, info) -> lines.add(tensor("unknown", key, info, "")));
    return lines;
  }

  private int count() {
    return file.tensors().size();
  }

  /** The publications of this very file, or else those of the same names and sizes. */
  private List<Published> fitting(Optional<LockedFile> locked) {
    List<Published> byHash =
        Published.all().stream()
            .filter(
                published -> locked.map(LockedFile::id).equals(Optional.of(published.lockedAs())))
            .toList();
    return byHash.isEmpty()
        ? Published.all().stream().filter(published -> published.fits(file)).toList()
        : byHash;
  }

  private List<String> identity(Optional<LockedFile> locked, List<Published> fitting) {
    if (locked.isPresent()) {
      String id = fitting.stream().map(Published::id).findFirst().orElse("no weights");
      return List.of(
          "weights  %s: the hash is that of %s in datasets.lock".formatted(id, locked.get().id()));
    }
    List<String> lines = new ArrayList<>();
    for (Published published : fitting) {
      lines.add(
          LookAlike.of(file, published.id())
              .map(other -> "weights  not %s: %s".formatted(published.id(), other.reason()))
              .orElseGet(
                  () ->
                      "weights  perhaps %s: names and shapes are those of %s, the hash is not known"
                          .formatted(published.id(), published.source())));
    }
    return lines.isEmpty() ? List.of("weights  none of the published ones") : lines;
  }

  /** The publication whose names it has, or most of them. */
  private Published best(List<Published> fitting) {
    return fitting.isEmpty()
        ? Published.all().stream()
            .max(Comparator.comparingLong(published -> published.keyMap().known(file)))
            .orElseThrow()
        : fitting.get(0);
  }

  private List<String> mapped(Mapping mapping) {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "tensors  %d: %d used, %d dropped",
            count(),
            mapping.used().size(),
            mapping.dropped().size()));
    lines.add(
        "sizes    "
            + mapping.sizes().entrySet().stream()
                .map(Map.Entry::toString)
                .collect(Collectors.joining(" ")));
    file.tensors()
        .forEach(
            (key, info) -> {
              String reason = mapping.dropped().get(key);
              lines.add(
                  reason == null
                      ? tensor("used", key, info, String.join(" ", mapping.ours(key)))
                      : tensor("dropped", key, info, reason));
            });
    return lines;
  }

  private static String tensor(String fate, String key, TensorInfo info, String more) {
    return "%-8s %s %s  %s".formatted(fate, key, info, more).stripTrailing();
  }
}
