package org.e2vpt.harness.checkpoint;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Elements of a PyTorch storage.
 *
 * @param name of PyTorch's class
 * @param dtype as PyTorch calls the elements
 * @param width bytes of an element
 * @param type as which they are read, or null if they cannot be
 */
record StorageType(String name, String dtype, int width, HostTensor.@Nullable Type type) {

  private static final ImmutableMap<String, StorageType> ALL =
      Maps.uniqueIndex(
          List.of(
              of("torch.HalfStorage", "float16", HostTensor.Type.F16),
              of("torch.BFloat16Storage", "bfloat16", HostTensor.Type.BF16),
              of("torch.FloatStorage", "float32", HostTensor.Type.F32),
              of("torch.DoubleStorage", "float64", HostTensor.Type.F64),
              of("torch.CharStorage", "int8", HostTensor.Type.I8),
              of("torch.ShortStorage", "int16", HostTensor.Type.I16),
              of("torch.IntStorage", "int32", HostTensor.Type.I32),
              of("torch.LongStorage", "int64", HostTensor.Type.I64),
              of("torch.ByteStorage", "uint8", HostTensor.Type.U8),
              of("torch.BoolStorage", "bool", HostTensor.Type.BOOL),
              of("torch.UntypedStorage", "uint8", HostTensor.Type.U8),
              of("torch.storage.UntypedStorage", "uint8", HostTensor.Type.U8),
              of("torch.storage._UntypedStorage", "uint8", HostTensor.Type.U8),
              new StorageType("torch.ComplexFloatStorage", "complex64", 8, null),
              new StorageType("torch.ComplexDoubleStorage", "complex128", 16, null),
              new StorageType("torch.QInt8Storage", "qint8", 1, null),
              new StorageType("torch.QUInt8Storage", "quint8", 1, null),
              new StorageType("torch.QInt32Storage", "qint32", 4, null),
              new StorageType("torch.QUInt4x2Storage", "quint4x2", 1, null),
              new StorageType("torch.QUInt2x4Storage", "quint2x4", 1, null)),
          StorageType::name);

  private static StorageType of(String name, String dtype, HostTensor.Type type) {
    return new StorageType(name, dtype, type.bytes(), type);
  }

  /** The storage that a class of this name is; those on GPUs are the same. */
  static Optional<StorageType> named(String global) {
    return Optional.ofNullable(ALL.get(global.replaceFirst("^torch\\.cuda\\.", "torch.")));
  }

  /** The elements that PyTorch calls so, such as {@code torch.uint16}; empty if unreadable. */
  static Optional<HostTensor.Type> readable(String dtype) {
    return switch (dtype) { // those that have no class of a storage
      case "torch.uint16" -> Optional.of(HostTensor.Type.U16);
      case "torch.uint32" -> Optional.of(HostTensor.Type.U32);
      case "torch.uint64" -> Optional.of(HostTensor.Type.U64);
      default ->
          ALL.values().stream()
              .filter(storage -> dtype.equals("torch." + storage.dtype))
              .flatMap(storage -> Optional.ofNullable(storage.type).stream())
              .findFirst();
    };
  }
}
