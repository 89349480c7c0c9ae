package org.e2vpt.harness.checkpoint;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/** Tells a file's format by its content. */
final class Formats {

  private static final int START = 512;
  private static final int SHOWN = 16;
  private static final String LEGACY_OF_PROTOCOL_1 = "L119547037146038801333356L\n";

  /** At least two ASCII characters and no control character but white space. */
  private static final Pattern TEXT =
      Pattern.compile("(?s)[\\t\\n\\r -~]{2}[\\t\\n\\r -~\u0080-\u00ff]*");

  /** A kind of file that holds no weights which can be read, and what it is called. */
  private record Other(Pattern start, String words) {

    static Other of(String start, String words) {
      return new Other(Pattern.compile("(?is)" + start + ".*"), words);
    }
  }

  /** In the order in which they are tried: bytes as ISO 8859-1. */
  private static final ImmutableList<Other> OTHERS =
      ImmutableList.of(
          Other.of("version https://", "a Git LFS pointer: fetch the file that it points to"),
          Other.of("\\s*<(!doctype|html|\\?xml|head|body)", "a web page: the download has failed"),
          Other.of("\\x1f\\x8b", "packed with gzip: unpack it first"),
          Other.of("BZh", "packed with bzip2: unpack it first"),
          Other.of("\\xfd7zXZ", "packed with xz: unpack it first"),
          Other.of("\\x28\\xb5\\x2f\\xfd", "packed with zstd: unpack it first"),
          Other.of("7z\\xbc\\xaf", "a 7z archive: unpack it first"),
          Other.of("Rar!", "a RAR archive: unpack it first"),
          Other.of(".{257}ustar", "a tar archive: unpack it first"),
          Other.of("\\x89HDF\r\n\\x1a\n", "an HDF5 file, as Keras writes: convert it first"),
          Other.of("\\x93NUMPY", "a single npy array without a name: save it by numpy.savez"),
          Other.of("GGUF", "a GGUF model: convert it first"),
          Other.of("....TFL3", "a TensorFlow Lite model: convert it first"),
          Other.of(
              "\\s*model_checkpoint_path:", "a list of TensorFlow checkpoints: convert them first"),
          Other.of("\\x08[\\x01-\\x14][\\x12\\x3a].{8}", "an ONNX model: convert it first"),
          Other.of("\\s*[{\\[]\\s*[\"{\\[\\]}0-9-]", "a JSON text"));

  /** The end of a table of LevelDB, which is what the index of a checkpoint is. */
  private static final long TENSORFLOW_INDEX = 0xdb4775248b80fb57L;

  private Formats() {}

  static Listing list(FileBytes source) throws IOException {
    byte[] start = new byte[(int) Math.min(START, source.size())];
    source.read(0, start.length).get(start);
    String text = new String(start, StandardCharsets.ISO_8859_1);
    // The first: the length of its header may begin like any other file.
    if (SafeTensors.isIn(source)) {
      return SafeTensors.list(source);
    }
    if (text.startsWith("PK")) {
      ZipMembers zip = ZipMembers.open(source);
      return PyTorchZip.isIn(zip) ? new PyTorchZip(zip).list() : Npz.list(zip);
    }
    if (text.startsWith("\u0080") || text.startsWith(LEGACY_OF_PROTOCOL_1)) {
      return new PyTorchLegacy(source).list();
    }
    throw new IOException(
        "it is not an npz, safetensors or PyTorch file, " + guess(source, start, text));
  }

  private static String guess(FileBytes source, byte[] start, String text) throws IOException {
    if (start.length == 0) {
      return "it is empty";
    }
    Optional<String> other =
        OTHERS.stream()
            .filter(kind -> kind.start.matcher(text).matches())
            .map(Other::words)
            .findFirst();
    if (other.isPresent()) {
      return "but " + other.get();
    }
    if (source.size() >= Long.BYTES
        && source.read(source.size() - Long.BYTES, Long.BYTES).getLong() == TENSORFLOW_INDEX) {
      return "but the index of a TensorFlow checkpoint: convert it first";
    }
    if (TEXT.matcher(text).matches()) {
      return "but a text";
    }
    return "it starts with "
        + HexFormat.ofDelimiter(" ").formatHex(start, 0, Math.min(SHOWN, start.length));
  }
}
