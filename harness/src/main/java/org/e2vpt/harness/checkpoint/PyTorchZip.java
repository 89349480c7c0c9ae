package org.e2vpt.harness.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.e2vpt.harness.checkpoint.PyTorchPickle.View;

/**
 * What {@code torch.save} writes since PyTorch 1.6: a zip with a pickle {@code data.pkl} and each
 * storage as a member {@code data/KEY}, all in one folder.
 */
final class PyTorchZip {

  private static final String PICKLE = "data.pkl";

  private final ZipMembers zip;
  private final String folder;
  private final boolean bigEndian;
  private final PyTorchTensors tensors;

  PyTorchZip(ZipMembers zip) throws IOException {
    this.zip = zip;
    String pickle =
        zip.entries().keySet().stream().filter(PyTorchZip::isPickle).findFirst().orElse(PICKLE);
    this.folder = pickle.substring(0, pickle.length() - PICKLE.length());
    this.bigEndian = bigEndian();
    byte[] program = bytes(zip.read(pickle));
    FileBytes source = FileBytes.of(pickle, program);
    this.tensors =
        PyTorchTensors.below(Pickle.load(new PickleInput(source, 0), new PyTorchPickle()));
    for (View view : tensors.tensors().values()) {
      requireStorage(view.storage());
    }
  }

  /** Whether a zip is of this format. */
  static boolean isIn(ZipMembers zip) {
    return zip.entries().keySet().stream().anyMatch(PyTorchZip::isPickle);
  }

  private static boolean isPickle(String member) {
    return member.equals(PICKLE) || member.endsWith("/" + PICKLE);
  }

  /** Newer files say so; older ones are as the machine was, and those were little-endian. */
  private boolean bigEndian() throws IOException {
    String member = folder + "byteorder";
    return zip.entries().containsKey(member)
        && new String(bytes(zip.read(member)), StandardCharsets.UTF_8).equals("big");
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  private void requireStorage(PyTorchPickle.Storage storage) throws IOException {
    long size = zip.size(member(storage));
    if (storage.bytes() != size) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "its storage %s is said to have %d elements of %s, but has %d bytes",
              storage.key(),
              storage.elements(),
              storage.type().dtype(),
              size));
    }
  }

  private String member(PyTorchPickle.Storage storage) {
    return folder + "data/" + storage.key();
  }

  /** The tensors below the pickle's dictionary. */
  Listing list() throws IOException {
    return Listing.of(
        "PyTorch zip",
        tensors.tensors(),
        tensors.ignored(),
        view ->
            view.stored(
                bigEndian, (from, length) -> zip.read(member(view.storage()), from, length)));
  }
}
