package org.e2vpt.harness.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.zip.CRC32C;
import org.e2vpt.harness.checkpoint.HostTensor;
import org.e2vpt.harness.checkpoint.SafeTensors;
import org.e2vpt.harness.checkpoint.TensorFile;
import org.e2vpt.harness.checkpoint.TensorInfo;
import org.e2vpt.harness.file.Folders;
import org.e2vpt.harness.tensor.Tensors;
import org.e2vpt.harness.tensor.Torch;
import org.e2vpt.harness.training.HeadTraining.Epoch;

/**
 * The safetensors file of a {@link Checkpoint}: {@code progress}, JSON as bytes; the tensors that
 * training changes; and a checksum of all that is before it. One tensor at a time is in the host's
 * memory.
 */
final class CheckpointFile {

  private static final String PROGRESS = "progress";
  private static final String CHECKSUM = "crc32c";
  private static final TensorInfo OF_CHECKSUM = TensorInfo.of(HostTensor.Type.I64, 1);
  private static final Gson GSON =
      new GsonBuilder().disableHtmlEscaping().serializeSpecialFloatingPointValues().create();

  private CheckpointFile() {}

  /**
   * How far a trial has come.
   *
   * @param identity of the trial and of what computes it, by name
   * @param seconds wall time of all attempts
   * @param trainingSeconds of which they trained
   * @param trials the epochs of each trial that have ended
   */
  record Progress(
      Map<String, String> identity,
      double seconds,
      double trainingSeconds,
      List<? extends List<Epoch>> trials) {

    /** How many epochs have ended: of trials that diverged, fewer. */
    int ended() {
      return trials.stream().mapToInt(List::size).max().orElse(0);
    }
  }

  /**
   * Replaces the file.
   *
   * @throws IOException if that cannot be done, or would leave little room on the disk
   */
  static void write(Path file, Progress progress, Map<String, NDArray> state) throws IOException {
    HostTensor json = bytes(GSON.toJson(progress));
    Map<String, TensorInfo> tensors = new LinkedHashMap<>();
    tensors.put(PROGRESS, json.info());
    tensors.putAll(infos(state));
    tensors.put(CHECKSUM, OF_CHECKSUM);
    Path folder = Folders.create(file.toAbsolutePath().resolveSibling(""));
    requireRoom(
        tensors.values().stream().mapToLong(TensorInfo::bytes).sum(),
        Files.getFileStore(folder).getUsableSpace());
    CRC32C checksum = new CRC32C();
    SafeTensors.write(
        file,
        tensors,
        name -> {
          if (name.equals(CHECKSUM)) {
            return value(checksum);
          }
          HostTensor tensor =
              name.equals(PROGRESS)
                  ? json
                  : Tensors.toHost(Objects.requireNonNull(state.get(name)));
          checksum.update(tensor.bytes());
          return tensor;
        },
        Map.of());
  }

  /** What else is written to the disk must find room, results first of all. */
  static void requireRoom(long bytes, long free) throws IOException {
    if (bytes > free / 2) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "it takes %d MB, and half of the %d MB that are free are left for other files",
              bytes >> 20,
              free >> 20));
    }
  }

  /**
   * Puts {@code state} to what the file holds.
   *
   * @param last the most epochs that it may have
   * @throws IOException naming the file and what is wrong with it; {@code state} is not changed
   * @throws UncheckedIOException if the file was whole but cannot be read again: {@code state} then
   *     is of no use
   */
  static Progress read(
      Path file, Map<String, String> identity, int last, Map<String, NDArray> state)
      throws IOException {
    try (TensorFile saved = TensorFile.open(file)) {
      requireWhole(saved);
      Progress progress = progress(saved);
      requireSame(saved, progress.identity, identity);
      if (progress.ended() > last) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "%s was written at the end of epoch %d, after epoch %d, which is the trial's last",
                saved.name(),
                progress.ended(),
                last));
      }
      requireShapes(saved, infos(state));
      state.forEach((name, array) -> set(array, readAgain(saved, name)));
      return progress;
    }
  }

  private static HostTensor readAgain(TensorFile saved, String name) {
    try {
      return saved.read(name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void requireWhole(TensorFile saved) throws IOException {
    if (!saved.tensors().containsKey(PROGRESS)
        || !OF_CHECKSUM.equals(saved.tensors().get(CHECKSUM))) {
      throw isNone(saved);
    }
    CRC32C checksum = new CRC32C();
    for (String name : saved.tensors().keySet()) {
      if (!name.equals(CHECKSUM)) {
        checksum.update(saved.read(name).bytes());
      }
    }
    if (!saved.read(CHECKSUM).bytes().equals(value(checksum).bytes())) {
      throw new IOException(saved.name() + " is damaged: its checksum is not that of its tensors");
    }
  }

  private static Progress progress(TensorFile saved) throws IOException {
    String json = StandardCharsets.UTF_8.decode(saved.read(PROGRESS).bytes()).toString();
    Progress progress;
    try {
      progress = GSON.fromJson(json, Progress.class);
    } catch (JsonParseException e) {
      throw isNone(saved);
    }
    if (progress == null
        || progress.identity == null
        || progress.trials == null
        || progress.trials.isEmpty()) {
      throw isNone(saved);
    }
    return progress;
  }

  private static IOException isNone(TensorFile saved) {
    return new IOException(saved.name() + " is not a checkpoint");
  }

  private static void requireSame(
      TensorFile saved, Map<String, String> written, Map<String, String> expected)
      throws IOException {
    for (Map.Entry<String, String> part : expected.entrySet()) {
      String other = written.get(part.getKey());
      if (!part.getValue().equals(other)) {
        throw new IOException(
            "%s was written for another %s: %s, not %s"
                .formatted(saved.name(), part.getKey(), other, part.getValue()));
      }
    }
  }

  private static void requireShapes(TensorFile saved, Map<String, TensorInfo> expected)
      throws IOException {
    Map<String, TensorInfo> found = new LinkedHashMap<>(saved.tensors());
    found.keySet().removeAll(List.of(PROGRESS, CHECKSUM));
    if (!found.equals(expected)) {
      found.entrySet().removeAll(expected.entrySet());
      throw new IOException(
          "%s was written for another model: it has %s"
              .formatted(saved.name(), found.isEmpty() ? "too few tensors" : found));
    }
  }

  /** In place, so that whoever has the array sees it, and where it lies in memory stays. */
  private static void set(NDArray array, HostTensor values) {
    try (NDArray copy = Tensors.toDevice(array.getManager(), values)) {
      Torch.withoutGradients(() -> array.set(new NDIndex("..."), copy));
    }
  }

  private static Map<String, TensorInfo> infos(Map<String, NDArray> state) {
    Map<String, TensorInfo> infos = new LinkedHashMap<>();
    state.forEach(
        (name, array) ->
            infos.put(name, TensorInfo.of(HostTensor.Type.F32, array.getShape().getShape())));
    return infos;
  }

  private static HostTensor bytes(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new HostTensor(HostTensor.Type.U8, new long[] {bytes.length}, ByteBuffer.wrap(bytes));
  }

  private static HostTensor value(CRC32C checksum) {
    ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    return new HostTensor(
        HostTensor.Type.I64, new long[] {1}, bytes.putLong(checksum.getValue()).flip());
  }
}
