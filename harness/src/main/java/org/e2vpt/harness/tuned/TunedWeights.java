package org.e2vpt.harness.tuned;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.e2vpt.harness.checkpoint.HostTensor;
import org.e2vpt.harness.checkpoint.SafeTensors;
import org.e2vpt.harness.checkpoint.TensorFile;
import org.e2vpt.harness.checkpoint.TensorHash;
import org.e2vpt.harness.text.Amounts;
import org.e2vpt.harness.trial.Journal;
import org.e2vpt.harness.trial.Trial;
import org.e2vpt.harness.trial.TrialResult.Status;

/**
 * A tuned model without its backbone, as a safetensors file holds it: prompts, masks, adapters,
 * head, whatever the method trains or keeps. {@code docs/tuned-weights.md} has all names.
 *
 * @param info its {@code __metadata__}
 * @param tensors by name: {@link org.e2vpt.harness.tuning.Tuning#tensors}
 */
public record TunedWeights(TunedInfo info, ImmutableMap<String, HostTensor> tensors) {

  private static final String FORMAT = "e2vpt-tuned";
  private static final String VERSION = "1";
  private static final String FOLDER = "tuned";
  private static final String ENDING = ".safetensors";

  /**
   * Where the final run of a trial keeps what it tuned.
   *
   * @param journal folder of the journal
   */
  public static Path file(Path journal, Trial trial) {
    return journal.resolve(FOLDER).resolve(trial.id() + ENDING);
  }

  /**
   * Writes the file: it is there whole or not at all.
   *
   * @throws IOException if that cannot be done
   */
  public void write(Path file) throws IOException {
    Map<String, String> metadata = new TreeMap<>(info.words());
    metadata.put("format", FORMAT);
    metadata.put("version", VERSION);
    metadata.put(TensorHash.NAME, TensorHash.of(metadata, tensors));
    SafeTensors.write(file, tensors, metadata);
  }

  /**
   * Reads a file.
   *
   * @throws IOException naming the file, if it is not there, of another program, or damaged
   */
  public static TunedWeights read(Path path) throws IOException {
    if (!Files.exists(path)) {
      throw new IOException(missing(path));
    }
    try (TensorFile file = TensorFile.open(path)) {
      if (!isIn(file)) {
        throw new IOException(
            "%s does not hold tuned weights: it is %s without the metadata of such a file; 'e2vpt weights inspect' shows what it is"
                .formatted(path, file.format()));
      }
      String version = String.valueOf(file.metadata().get("version"));
      if (!version.equals(VERSION)) {
        throw new IOException(
            "%s is in version %s of the form of tuned weights, and this program reads version %s; use a newer program"
                .formatted(path, version, VERSION));
      }
      ImmutableMap<String, HostTensor> tensors = ImmutableMap.copyOf(file.readAll());
      if (!TensorHash.of(file.metadata(), tensors).equals(file.metadata().get(TensorHash.NAME))) {
        throw new IOException(
            "%s is damaged: its sha256 is not that of its content; copy it again, or delete it and run its trial again"
                .formatted(path));
      }
      return new TunedWeights(TunedInfo.of(file.metadata()), tensors);
    } catch (IllegalArgumentException e) {
      throw new IOException("cannot read %s: %s".formatted(path, e.getMessage()), e);
    }
  }

  /** Whether a file says that it holds tuned weights. */
  public static boolean isIn(TensorFile file) {
    return FORMAT.equals(file.metadata().get("format"));
  }

  /** What the file holds, in lines for a person. */
  public ImmutableList<String> lines() {
    ImmutableList.Builder<String> lines = ImmutableList.builder();
    lines.add(
        String.format(
            Locale.ROOT,
            "weights  tuned: %s on %s for %s",
            info.method(),
            info.backbone(),
            Amounts.count(info.classes().size(), "class")));
    info.words().forEach((name, word) -> lines.add("%-8s %s".formatted(name, word)));
    lines.add(
        String.format(
            Locale.ROOT,
            "tensors  %d, %s",
            tensors.size(),
            Amounts.count(
                tensors.values().stream().mapToLong(HostTensor::elements).sum(), "number")));
    tensors.forEach((name, tensor) -> lines.add("tuned    %s %s".formatted(name, tensor.info())));
    return lines.build();
  }

  /** A trial may have ended before its weights were kept, or be of Full. */
  private static String missing(Path path) throws IOException {
    Path folder = path.toAbsolutePath().getParent();
    String name = path.getFileName().toString();
    if (folder != null && folder.endsWith(FOLDER) && name.endsWith(ENDING)) {
      Path journal = folder.resolveSibling(Journal.FILE);
      String id = name.substring(0, name.length() - ENDING.length());
      if (Files.isRegularFile(journal)
          && Journal.read(journal).results().stream()
              .anyMatch(result -> result.status() == Status.OK && result.trial().id().equals(id))) {
        return "%s is not there, though %s has the result of its trial: it was run before weights were kept, does not end in a final run, or is of a method that trains most of the backbone, which is kept with --keep-full only. To obtain the file, delete the line of the trial there and run it again"
            .formatted(path, journal);
      }
    }
    return "there is no file %s; final runs save theirs in %s/, next to their journal"
        .formatted(path, FOLDER);
  }
}
