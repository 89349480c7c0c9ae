package org.e2vpt.harness.checkpoint;

import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.e2vpt.harness.checkpoint.Pickle.Atom;

/**
 * What {@code torch.save} refers to in its pickles. A tensor becomes a {@link View} of a {@link
 * Storage}; what may lie beside the weights becomes something that nobody looks into; and every
 * other name is refused.
 */
final class PyTorchPickle implements Pickle.World {

  /**
   * Elements that lie outside the pickle.
   *
   * @param key their name
   */
  record Storage(String key, HostTensor.Type type, long elements) {}

  /**
   * A tensor.
   *
   * @param offset its first element in the storage
   */
  record View(Storage storage, long offset, Strides strides) {

    TensorInfo info() {
      return TensorInfo.of(storage.type, strides.shape());
    }

    /**
     * The tensor to be read.
     *
     * @param bytes of the storage
     */
    Listing.Stored stored(boolean bigEndian, StorageBytes bytes) {
      return new Listing.Stored(info(), () -> read(bigEndian, bytes));
    }

    private HostTensor read(boolean bigEndian, StorageBytes bytes) throws IOException {
      int width = storage.type.bytes();
      ByteBuffer elements = bytes.read(offset * width, strides.end() * width);
      if (bigEndian) {
        Endian.swap(elements, width);
      }
      ByteBuffer packed = strides.isPacked() ? elements : strides.pack(elements, width);
      return new HostTensor(storage.type, strides.shape(), packed);
    }
  }

  /** Bytes of a storage, little-endian and of the caller's own. */
  interface StorageBytes {
    ByteBuffer read(long from, long length) throws IOException;
  }

  private enum Call {
    DICTIONARY,
    TENSOR,
    PARAMETER,
    SIZE,
    IGNORED
  }

  private static final ImmutableMap<String, Object> GLOBALS =
      ImmutableMap.<String, Object>builder()
          .put("collections.OrderedDict", Call.DICTIONARY)
          .put("torch._utils._rebuild_tensor", Call.TENSOR)
          .put("torch._utils._rebuild_tensor_v2", Call.TENSOR)
          .put("torch._utils._rebuild_parameter", Call.PARAMETER)
          .put("torch.Size", Call.SIZE)
          .put("torch.device", Call.IGNORED)
          .put("argparse.Namespace", Call.IGNORED)
          .put("numpy.dtype", Call.IGNORED)
          .put("numpy.core.multiarray.scalar", Call.IGNORED)
          .put("numpy._core.multiarray.scalar", Call.IGNORED)
          .put("_codecs.encode", Call.IGNORED) // bytes, in protocol 2
          .put("torch.HalfStorage", HostTensor.Type.F16)
          .put("torch.BFloat16Storage", HostTensor.Type.BF16)
          .put("torch.FloatStorage", HostTensor.Type.F32)
          .put("torch.DoubleStorage", HostTensor.Type.F64)
          .put("torch.CharStorage", HostTensor.Type.I8)
          .put("torch.ShortStorage", HostTensor.Type.I16)
          .put("torch.IntStorage", HostTensor.Type.I32)
          .put("torch.LongStorage", HostTensor.Type.I64)
          .put("torch.ByteStorage", HostTensor.Type.U8)
          .put("torch.BoolStorage", HostTensor.Type.BOOL)
          .buildOrThrow();

  private final Map<String, Storage> storages = new HashMap<>();

  /** The storages that were named, by key. */
  Map<String, Storage> storages() {
    return storages;
  }

  @Override
  public Object global(String module, String name) throws IOException {
    Object known = GLOBALS.get(module + "." + name);
    if (known == null) {
      throw new IOException(
          "its pickle asks for %s.%s, which rebuilds no weights; nothing was run. If you trust the file, save its state_dict alone"
              .formatted(module, name));
    }
    return known;
  }

  @Override
  public Object call(Object global, List<?> arguments) throws IOException {
    return switch (Pickle.expect(Call.class, global)) {
      case DICTIONARY -> dictionary(arguments);
      case TENSOR -> tensor(arguments);
      case PARAMETER -> Pickle.expect(View.class, argument(arguments, 0));
      case SIZE -> Pickle.expect(List.class, argument(arguments, 0));
      case IGNORED -> Atom.OBJECT;
    };
  }

  private static Object dictionary(List<?> arguments) throws IOException {
    if (!arguments.isEmpty()) {
      throw Pickle.damaged("an OrderedDict that is made of something");
    }
    return new LinkedHashMap<>();
  }

  /** Storage, offset, sizes and strides; what follows concerns gradients. */
  private static View tensor(List<?> arguments) throws IOException {
    Storage storage = Pickle.expect(Storage.class, argument(arguments, 0));
    long offset = Pickle.expect(Long.class, argument(arguments, 1));
    long[] shape = longs(argument(arguments, 2));
    long[] strides = longs(argument(arguments, 3));
    View view = new View(storage, offset, new Strides(shape, strides));
    try {
      TensorInfo info = view.info();
      boolean fits =
          shape.length == strides.length
              && offset >= 0
              && Arrays.stream(strides).allMatch(stride -> stride >= 0)
              && Math.addExact(offset, view.strides.end()) <= storage.elements;
      if (!fits) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "a tensor %s does not lie in its storage %s of %d elements",
                info,
                storage.key,
                storage.elements));
      }
    } catch (ArithmeticException | IllegalArgumentException e) {
      throw new IOException("a tensor is impossible: " + e.getMessage(), e);
    }
    return view;
  }

  private static long[] longs(Object value) throws IOException {
    List<?> list = Pickle.expect(List.class, value);
    long[] longs = new long[list.size()];
    for (int i = 0; i < longs.length; i++) {
      longs[i] = Pickle.expect(Long.class, argument(list, i));
    }
    return longs;
  }

  /** {@code ("storage", type, key, device, elements)}. */
  @Override
  public Object persistent(Object id) throws IOException {
    List<?> parts = Pickle.expect(List.class, id);
    if (!"storage".equals(argument(parts, 0))) {
      throw Pickle.damaged("something outside that is no storage");
    }
    if (parts.size() > 5 && parts.get(5) != Atom.NONE) {
      throw new IOException("it was saved by a PyTorch before 0.4; save it again by a newer one");
    }
    Storage storage =
        new Storage(
            Pickle.expect(String.class, argument(parts, 2)),
            Pickle.expect(HostTensor.Type.class, argument(parts, 1)),
            Pickle.expect(Long.class, argument(parts, 4)));
    Storage before = storages.putIfAbsent(storage.key, storage);
    if (before != null && !before.equals(storage)) {
      throw Pickle.damaged("storage %s with two types or sizes".formatted(storage.key));
    }
    return storage;
  }

  private static Object argument(List<?> arguments, int index) throws IOException {
    if (index >= arguments.size()) {
      throw Pickle.damaged("too few arguments");
    }
    return arguments.get(index);
  }
}
