package org.e2vpt.harness.checkpoint;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableLongArray;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.zip.Zip64Mode;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;

/** Writes files as {@code torch.save} does, byte by byte. */
final class PyTorchFiles {

  private static final int ALIGNMENT = 64;
  private static final ImmutableMap<HostTensor.Type, String> STORAGES =
      ImmutableMap.of(
          HostTensor.Type.F16, "HalfStorage",
          HostTensor.Type.BF16, "BFloat16Storage",
          HostTensor.Type.F32, "FloatStorage",
          HostTensor.Type.F64, "DoubleStorage",
          HostTensor.Type.I64, "LongStorage",
          HostTensor.Type.U8, "ByteStorage");

  /** The elements of a storage. */
  record Storage(String key, HostTensor.Type type, Elements elements, long size)
      implements PickleProgram.Part {

    static Storage of(String key, HostTensor tensor) {
      return new Storage(key, tensor.type(), tensor::bytes, tensor.elements());
    }

    @Override
    public void writeTo(PickleProgram program) {
      program.raw('(').text("storage").global("torch", STORAGES.get(type));
      program.text(key).text("cpu").number(size).raw('t', 'Q');
    }
  }

  /** Where elements come from when they are written. */
  interface Elements {
    ByteBuffer get();
  }

  /** A tensor in a storage. */
  record View(Storage storage, long offset, List<Long> shape, List<Long> strides)
      implements PickleProgram.Part {

    /** A tensor that fills its storage. */
    static View of(Storage storage, long... shape) {
      return new View(
          storage,
          0,
          ImmutableLongArray.copyOf(shape).asList(),
          ImmutableLongArray.copyOf(Strides.ofRows(shape).strides()).asList());
    }

    @Override
    public void writeTo(PickleProgram program) {
      program.global("torch._utils", "_rebuild_tensor_v2").raw('(');
      program.value(storage).number(offset).value(shape).value(strides).value(false);
      program.global("collections", "OrderedDict").raw(')', 'R').raw('t', 'R');
    }
  }

  private PyTorchFiles() {}

  /** The storages below a value, by key. */
  private static void collect(Object value, Map<String, Storage> storages) {
    if (value instanceof View view) {
      storages.put(view.storage.key, view.storage);
    } else if (value instanceof Map<?, ?> map) {
      map.values().forEach(item -> collect(item, storages));
    } else if (value instanceof List<?> list) {
      list.forEach(item -> collect(item, storages));
    }
  }

  private static Map<String, Storage> storages(Object root) {
    Map<String, Storage> storages = new LinkedHashMap<>();
    collect(root, storages);
    return storages;
  }

  /** The form since PyTorch 1.6. */
  static byte[] zip(Object root) throws IOException {
    return zip(root, "little");
  }

  static byte[] zip(Object root, String byteOrder) throws IOException {
    return zip(root, byteOrder, storages(root).values());
  }

  /** With storages that the pickle names in parts which only it knows. */
  static byte[] zip(Object root, String byteOrder, Collection<Storage> storages)
      throws IOException {
    SeekableInMemoryByteChannel channel = new SeekableInMemoryByteChannel();
    zip(channel, root, byteOrder, storages);
    return content(channel);
  }

  static byte[] content(SeekableInMemoryByteChannel channel) {
    return Arrays.copyOf(channel.array(), (int) channel.size());
  }

  static void zip(SeekableByteChannel channel, Object root, String byteOrder) throws IOException {
    zip(channel, root, byteOrder, storages(root).values());
  }

  private static void zip(
      SeekableByteChannel channel, Object root, String byteOrder, Collection<Storage> storages)
      throws IOException {
    try (ZipArchiveOutputStream out = new ZipArchiveOutputStream(channel)) {
      out.setUseZip64(Zip64Mode.AsNeeded);
      put(out, "archive/data.pkl", ByteBuffer.wrap(PickleProgram.of(root)));
      put(out, "archive/byteorder", ByteBuffer.wrap(byteOrder.getBytes(US_ASCII)));
      for (Storage storage : storages) {
        put(out, "archive/data/" + storage.key, storage.elements.get());
      }
      put(out, "archive/version", ByteBuffer.wrap(new byte[] {'3', '\n'}));
    }
  }

  static void put(ZipArchiveOutputStream out, String name, ByteBuffer content) throws IOException {
    ZipArchiveEntry entry = new ZipArchiveEntry(name);
    entry.setMethod(ZipArchiveEntry.STORED);
    entry.setAlignment(ALIGNMENT);
    entry.setTime(0);
    out.putArchiveEntry(entry);
    copy(content, out);
    out.closeArchiveEntry();
  }

  private static void copy(ByteBuffer content, OutputStream out) throws IOException {
    byte[] piece = new byte[1 << 16];
    while (content.hasRemaining()) {
      int length = Math.min(piece.length, content.remaining());
      content.get(piece, 0, length);
      out.write(piece, 0, length);
    }
  }

  /** The form before. */
  static void legacy(OutputStream out, Object root) throws IOException {
    List<Storage> storages = new ArrayList<>(storages(root).values());
    byte[] magic = new BigInteger("1950a86a20f9469cfc6c", 16).toByteArray();
    PickleProgram first = new PickleProgram().raw(0x8a, magic.length);
    for (int i = magic.length - 1; i >= 0; i--) {
      first.raw(magic[i]);
    }
    out.write(first.end());
    out.write(PickleProgram.of(1001));
    out.write(
        PickleProgram.of(
            ImmutableMap.of(
                "protocol_version", 1001, "little_endian", true, "type_sizes", Map.of("int", 4))));
    out.write(PickleProgram.of(root));
    PickleProgram keys = new PickleProgram().raw(']', '(');
    storages.forEach(storage -> keys.text(storage.key));
    out.write(keys.raw('e').end());
    for (Storage storage : storages) {
      ByteBuffer size = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      out.write(size.putLong(storage.size).array());
      copy(storage.elements.get(), out);
    }
  }
}
