package org.e2vpt.harness.checkpoint;

import com.google.common.collect.ImmutableSet;
import com.google.common.math.LongMath;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.e2vpt.harness.checkpoint.PythonObject.Global;

/**
 * What {@code torch.save} refers to in its pickles. A tensor becomes a {@link View} of a {@link
 * Storage}, everything else a {@link PythonObject}, so that no code of the file or of anybody else
 * runs. Names that are only there to do harm are refused.
 */
final class PyTorchPickle implements Pickle.World {

  /**
   * Elements that lie outside the pickle.
   *
   * @param key their name
   */
  record Storage(String key, StorageType type, long elements) {

    /** Bytes of all elements, or {@code Long.MAX_VALUE} if there are more than that. */
    long bytes() {
      return LongMath.saturatedMultiply(elements, type.width());
    }
  }

  /**
   * A tensor.
   *
   * @param type of its elements
   * @param offset its first element in the storage
   */
  record View(Storage storage, HostTensor.Type type, long offset, Strides strides) {

    TensorInfo info() {
      return TensorInfo.of(type, strides.shape());
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
      int width = type.bytes();
      ByteBuffer elements = bytes.read(offset * width, strides.end() * width);
      if (bigEndian) {
        Endian.swap(elements, width);
      }
      ByteBuffer packed = strides.isPacked() ? elements : strides.pack(elements, width);
      return new HostTensor(type, strides.shape(), packed);
    }
  }

  /** Bytes of a storage, little-endian and of the caller's own. */
  interface StorageBytes {
    ByteBuffer read(long from, long length) throws IOException;
  }

  /**
   * What a pickle asks for only to do harm: functions and modules that run programs, read files or
   * open connections. Nothing runs here in any case; the list only serves to give a warning, as <a
   * href="https://github.com/mmaitre314/picklescan">picklescan</a> does.
   */
  private static final Pattern HARMFUL =
      Pattern.compile(
          "(__builtin__|builtins)\\.(eval|exec|execfile|compile|open|input|breakpoint|__import__)"
              + "|(os|posix|nt)\\.(system|popen|exec|spawn|posix_spawn|fork|kill|startfile|putenv"
              + "|remove|unlink|rmdir|rename|chmod).*"
              + "|(subprocess|pty|runpy|importlib|ctypes|socket|shutil|webbrowser)\\..+"
              + "|torch\\.(load|hub\\..+|serialization\\.load)");

  /** The same for subclasses of Tensor: function, class, arguments and state. */
  private static final ImmutableSet<String> SUBCLASS =
      ImmutableSet.of(
          "torch._tensor._rebuild_from_type",
          "torch._tensor._rebuild_from_type_v2",
          "torch.tensor._rebuild_from_type");

  private static final int MAX_NAME = 1000;

  private final Map<String, Storage> storages = new HashMap<>();

  /** The storages that were named, by key. */
  Map<String, Storage> storages() {
    return storages;
  }

  @Override
  public Object global(String module, String name) throws IOException {
    if (module.length() + name.length() > MAX_NAME) {
      throw Pickle.damaged(String.format(Locale.ROOT, "a name of more than %d letters", MAX_NAME));
    }
    String global = module + "." + name;
    if (HARMFUL.matcher(global).matches()) {
      throw new IOException(
          "its pickle would call %s when Python loads it, which no weights need; nothing was run. Do not load this file, and get it from another source"
              .formatted(global));
    }
    return new Global(global.replaceFirst("^(__builtin__|builtins)\\.", ""));
  }

  @Override
  public Object call(Object callable, List<?> arguments) throws IOException {
    if (callable instanceof PythonObject made) {
      return new PythonObject(made.type(), arguments);
    }
    String name = Pickle.expect(Global.class, callable).name();
    boolean subclass = SUBCLASS.contains(name) && argument(arguments, 0) instanceof Global;
    return subclass // of Tensor: made by another function, with these arguments
        ? tensor(
            Pickle.expect(Global.class, argument(arguments, 0)).name(),
            Pickle.expect(List.class, argument(arguments, 2)))
        : tensor(name, arguments);
  }

  private static Object tensor(String function, List<?> arguments) throws IOException {
    return switch (function) {
      case "torch._utils._rebuild_tensor", "torch._utils._rebuild_tensor_v2" ->
          typed(arguments, isNegated(arguments, 6));
      case "torch._utils._rebuild_tensor_v3" -> untyped(arguments, isNegated(arguments, 7));
      case "torch._utils._rebuild_parameter", "torch._utils._rebuild_parameter_with_state" ->
          argument(arguments, 0);
      default -> new PythonObject(PythonNames.made(function, arguments), arguments);
    };
  }

  /** Whether the values are those of the storage with another sign, as an imaginary part may be. */
  private static boolean isNegated(List<?> arguments, int index) {
    return arguments.size() > index
        && arguments.get(index) instanceof Map<?, ?> map
        && Boolean.TRUE.equals(map.get("neg"));
  }

  private static Object typed(List<?> arguments, boolean negated) throws IOException {
    Storage storage = Pickle.expect(Storage.class, argument(arguments, 0));
    HostTensor.Type type = storage.type.type();
    return type == null || negated
        ? unreadable(storage.type.dtype(), negated)
        : view(storage, type, arguments);
  }

  /** The storage is of bytes, and the type stands behind storage, place, sizes and gradients. */
  private static Object untyped(List<?> arguments, boolean negated) throws IOException {
    Storage storage = Pickle.expect(Storage.class, argument(arguments, 0));
    String dtype = Pickle.expect(Global.class, argument(arguments, 6)).name();
    Optional<HostTensor.Type> type = StorageType.readable(dtype);
    return type.isEmpty() || negated
        ? unreadable(dtype.replaceFirst("^torch\\.", ""), negated)
        : view(storage, type.get(), arguments);
  }

  private static PythonObject unreadable(String dtype, boolean negated) {
    return new PythonObject((negated ? "negated tensor of " : "tensor of ") + dtype);
  }

  /** Storage, offset, sizes and strides; what follows concerns gradients. */
  private static View view(Storage storage, HostTensor.Type type, List<?> arguments)
      throws IOException {
    long offset = Pickle.expect(Long.class, argument(arguments, 1));
    long[] shape = longs(argument(arguments, 2));
    long[] strides = longs(argument(arguments, 3));
    View view = new View(storage, type, offset, new Strides(shape, strides));
    try {
      TensorInfo info = view.info();
      long elements = storage.bytes() / type.bytes();
      boolean fits =
          shape.length == strides.length
              && offset >= 0
              && Arrays.stream(strides).allMatch(stride -> stride >= 0)
              && Math.addExact(offset, view.strides.end()) <= elements;
      if (!fits) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "a tensor %s does not lie in its storage %s of %d elements",
                info,
                storage.key,
                elements));
      }
    } catch (ArithmeticException | IllegalArgumentException e) {
      throw new IOException("a tensor is impossible: " + e.getMessage(), e);
    }
    return view;
  }

  private static long[] longs(Object value) throws IOException {
    Object sizes =
        value instanceof PythonObject object && object.type().equals("torch.Size")
            ? argument(object.arguments(), 0)
            : value;
    List<?> list = Pickle.expect(List.class, sizes);
    if (list.size() > TensorInfo.MAX_AXES) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "a tensor is impossible: it has %d axes, at most %d are read",
              list.size(),
              TensorInfo.MAX_AXES));
    }
    long[] longs = new long[list.size()];
    for (int i = 0; i < longs.length; i++) {
      longs[i] = Pickle.expect(Long.class, argument(list, i));
    }
    return longs;
  }

  /** {@code ("storage", type, key, device, elements)}, or {@code ("module", class, …)}. */
  @Override
  public Object persistent(Object id) throws IOException {
    List<?> parts = Pickle.expect(List.class, id);
    Object kind = argument(parts, 0);
    if (kind.equals("module")) { // with its source text, which nobody needs here
      return Pickle.expect(Global.class, argument(parts, 1));
    }
    if (!kind.equals("storage")) {
      throw Pickle.damaged("an external object that is not a storage");
    }
    if (parts.size() > 5 && parts.get(5) != PythonObject.None.NONE) {
      throw new IOException("it was saved by a PyTorch before 0.4; save it again by a newer one");
    }
    String type = Pickle.expect(Global.class, argument(parts, 1)).name();
    long elements = Pickle.expect(Long.class, argument(parts, 4));
    Storage storage =
        new Storage(
            Pickle.expect(String.class, argument(parts, 2)),
            StorageType.named(type)
                .orElseThrow(() -> new IOException("its elements are of unknown type " + type)),
            elements);
    if (elements < 0) {
      throw Pickle.damaged(
          String.format(Locale.ROOT, "storage %s of %d elements", storage.key, elements));
    }
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
