package org.e2vpt.harness.checkpoint;

import java.io.IOException;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.e2vpt.harness.checkpoint.PyTorchPickle.Storage;
import org.e2vpt.harness.checkpoint.PyTorchPickle.View;

/**
 * What {@code torch.save} wrote before PyTorch 1.6: five pickles (magic number, version, notes on
 * the machine, the object, the storages' keys), then each storage as the number of its elements and
 * the elements.
 */
final class PyTorchLegacy {

  private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
  private static final Long VERSION = 1001L;

  private final FileBytes source;
  private final boolean bigEndian;
  private final PyTorchTensors tensors;
  private final Map<String, Long> places = new HashMap<>();

  PyTorchLegacy(FileBytes source) throws IOException {
    this.source = source;
    PyTorchPickle world = new PyTorchPickle();
    PickleInput in = new PickleInput(source, 0);
    if (!MAGIC.equals(Pickle.load(in, world)) || !VERSION.equals(Pickle.load(in, world))) {
      throw new IOException("it is a pickle, but none that torch.save wrote");
    }
    Map<?, ?> machine = Pickle.expect(Map.class, Pickle.load(in, world));
    this.bigEndian = Boolean.FALSE.equals(machine.get("little_endian"));
    this.tensors = PyTorchTensors.below(Pickle.load(in, world));
    List<?> keys = Pickle.expect(List.class, Pickle.load(in, world));
    place(keys, world.storages(), in.position());
  }

  private void place(List<?> keys, Map<String, Storage> storages, long position)
      throws IOException {
    long at = position;
    for (Object key : keys) {
      Storage storage = storages.get(Pickle.expect(String.class, key));
      if (storage == null) {
        throw new IOException("its storage %s belongs to no tensor".formatted(key));
      }
      long elements = source.read(at, Long.BYTES).getLong();
      if (bigEndian) {
        elements = Long.reverseBytes(elements);
      }
      if (elements != storage.elements()) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "its storage %s is said to have %d elements, and %d where it lies",
                key,
                storage.elements(),
                elements));
      }
      at += Long.BYTES;
      places.put(storage.key(), at);
      long bytes = storage.bytes();
      if (bytes > source.size() - at) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "it is cut off: storage %s needs %d bytes, there are %d",
                key,
                bytes,
                source.size() - at));
      }
      at += bytes;
    }
  }

  /** The tensors below the pickle's dictionary. */
  Listing list() throws IOException {
    return Listing.of("PyTorch legacy", tensors.tensors(), tensors.ignored(), this::stored);
  }

  private Listing.Stored stored(View view) throws IOException {
    Long place = places.get(view.storage().key());
    if (place == null) {
      throw new IOException("its storage %s is missing".formatted(view.storage().key()));
    }
    return view.stored(bigEndian, (from, length) -> source.read(place + from, length));
  }
}
