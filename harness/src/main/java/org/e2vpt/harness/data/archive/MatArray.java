package org.e2vpt.harness.data.archive;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.ByteBuffer;

/** An array of a MATLAB file. Indices count along columns first. */
public sealed interface MatArray {

  /** The sizes of its axes, two at least. */
  ImmutableList<Integer> shape();

  /**
   * These numbers.
   *
   * @param place where they were read, for messages
   * @throws IOException if it is something else
   */
  default Numbers asNumbers(String place) throws IOException {
    return as(Numbers.class, "numbers", place);
  }

  /** This single number as an integer. */
  default int asInteger(String place) throws IOException {
    Numbers numbers = asNumbers(place);
    if (numbers.size() != 1) {
      throw new IOException(
          "%s: expected one number, got an array of the shape %s".formatted(place, shape()));
    }
    return numbers.integer(0);
  }

  /** This line of text. */
  default String asText(String place) throws IOException {
    return as(Text.class, "a text", place).text();
  }

  /** These cells. */
  default ImmutableList<MatArray> asCells(String place) throws IOException {
    return as(Cells.class, "cells", place).elements();
  }

  /** These structures. */
  default Structures asStructures(String place) throws IOException {
    return as(Structures.class, "structures", place);
  }

  private <T extends MatArray> T as(Class<T> type, String what, String place) throws IOException {
    if (!type.isInstance(this)) {
      throw new IOException("%s: expected %s, it is another file".formatted(place, what));
    }
    return type.cast(this);
  }

  /** How many elements an array of this shape has. */
  static long size(ImmutableList<Integer> shape) {
    long size = 1;
    for (int length : shape) {
      size = Math.multiplyExact(size, length);
    }
    return size;
  }

  /**
   * Numbers of any type.
   *
   * @param type as the file numbers it
   */
  record Numbers(ImmutableList<Integer> shape, int type, ByteBuffer values) implements MatArray {

    private static final ImmutableList<Integer> BYTES =
        ImmutableList.of(0, 1, 1, 2, 2, 4, 4, 4, 0, 8, 0, 0, 8, 8);

    /** The bytes of a number of a type, or 0 if it is none. */
    static int bytes(int type) {
      return type < 0 || type >= BYTES.size() ? 0 : BYTES.get(type);
    }

    /** How many there are. */
    public int size() {
      return values.limit() / bytes(type);
    }

    /** The number at {@code index} as an integer, cut if it is none. */
    public int integer(int index) {
      return switch (type) {
        case 1 -> values.get(index);
        case 2 -> Byte.toUnsignedInt(values.get(index));
        case 3 -> values.getShort(index * Short.BYTES);
        case 4 -> Short.toUnsignedInt(values.getShort(index * Short.BYTES));
        case 5, 6 -> values.getInt(index * Integer.BYTES);
        case 7 -> (int) values.getFloat(index * Float.BYTES);
        case 9 -> (int) values.getDouble(index * Double.BYTES);
        default -> (int) values.getLong(index * Long.BYTES);
      };
    }
  }

  /** A line of text. */
  record Text(ImmutableList<Integer> shape, String text) implements MatArray {}

  /** Arrays of any kind. */
  record Cells(ImmutableList<Integer> shape, ImmutableList<MatArray> elements)
      implements MatArray {}

  /**
   * Structures of the same fields.
   *
   * @param values all fields of the first structure, then those of the second, …
   */
  record Structures(
      ImmutableList<Integer> shape, ImmutableList<String> fields, ImmutableList<MatArray> values)
      implements MatArray {

    /** How many there are. */
    public int size() {
      return fields.isEmpty() ? 0 : values.size() / fields.size();
    }

    /** The field of this name of the structure at {@code index}. */
    public MatArray field(String name, int index) {
      return values.get(index * fields.size() + fields.indexOf(name));
    }
  }
}
