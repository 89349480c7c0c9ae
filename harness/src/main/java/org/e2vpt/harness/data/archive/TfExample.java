package org.e2vpt.harness.data.archive;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/**
 * The features of a {@code tf.train.Example}, each with its first value: one protocol buffer
 * message, read field by field.
 *
 * <pre>
 * Example  { Features features = 1; }
 * Features { map&lt;string, Feature&gt; feature = 1; }    an entry: { string key = 1; Feature value = 2; }
 * Feature  { oneof: BytesList = 1; FloatList = 2; Int64List = 3; }    a list: { repeated value = 1; }
 * </pre>
 */
public final class TfExample {

  private static final int BYTES_LIST = 1;
  private static final int INT64_LIST = 3;

  private final Map<String, byte[]> bytes = new HashMap<>();
  private final Map<String, Long> ints = new HashMap<>();

  private final String place;

  private TfExample(String place) {
    this.place = place;
  }

  /**
   * Reads a message.
   *
   * @param place where it was found, for messages
   * @throws IOException if it is none
   */
  public static TfExample parse(byte[] message, String place) throws IOException {
    TfExample example = new TfExample(place);
    try {
      fields(
          ByteBuffer.wrap(message),
          (field, features) -> fields(features, (inner, entry) -> example.readEntry(entry)));
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw new IOException(place + ": a record is not a tf.train.Example", e);
    }
    return example;
  }

  /**
   * A feature of bytes.
   *
   * @throws IOException listing the features there are
   */
  public byte[] bytes(String name) throws IOException {
    return require(bytes, name);
  }

  /**
   * A feature of a whole number.
   *
   * @throws IOException listing the features there are
   */
  public long integer(String name) throws IOException {
    return require(ints, name);
  }

  private <T> T require(Map<String, T> values, String name) throws IOException {
    T value = values.get(name);
    if (value == null) {
      throw new IOException(
          "%s: a record has no feature '%s' of the type that was expected, only %s"
              .formatted(place, name, new TreeSet<>(values.keySet())));
    }
    return value;
  }

  private void readEntry(ByteBuffer entry) {
    String[] key = {""};
    fields(
        entry,
        (field, content) -> {
          if (field == 1) {
            key[0] = StandardCharsets.UTF_8.decode(content).toString();
          } else {
            fields(content, (type, list) -> readList(key[0], type, list));
          }
        });
  }

  private void readList(String key, int type, ByteBuffer list) {
    if (!list.hasRemaining()) {
      return;
    }
    if (type == BYTES_LIST) {
      fields(
          list,
          (field, value) -> {
            byte[] content = new byte[value.remaining()];
            value.get(content);
            bytes.putIfAbsent(key, content);
          });
    } else if (type == INT64_LIST) {
      long tag = varint(list);
      if (tag == (1 << 3 | 2)) { // packed: a length goes before the numbers
        varint(list);
      }
      ints.putIfAbsent(key, varint(list));
    }
  }

  @FunctionalInterface
  private interface FieldVisitor {
    void field(int number, ByteBuffer content);
  }

  /** Shows the fields of a message in which every field has a length. */
  private static void fields(ByteBuffer message, FieldVisitor visitor) {
    while (message.hasRemaining()) {
      long tag = varint(message);
      if ((tag & 7) != 2) {
        throw new IllegalArgumentException("a field without length");
      }
      long length = varint(message);
      if (length < 0 || length > message.remaining()) {
        throw new BufferUnderflowException();
      }
      visitor.field((int) (tag >>> 3), message.slice(message.position(), (int) length));
      message.position(message.position() + (int) length);
    }
  }

  /** Seven bits a byte, the lowest first; the highest bit says that more follow. */
  private static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte next = in.get();
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("a number of more than ten bytes");
  }
}
