package org.e2vpt.harness.data.archive;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Parses MATLAB files of level 5, as <a
 * href="https://www.mathworks.com/help/pdf_doc/matlab/matfile_format.pdf">MAT-File Format</a>
 * describes them: tags of a type and a length, each with that many bytes. Numbers are not copied,
 * and memory is taken for nothing that a length promises before the bytes were found. Whatever is
 * damaged or rare gives an {@link IOException}; also {@link java.nio.BufferUnderflowException} and
 * {@link ArithmeticException}.
 */
final class MatParser {

  private static final int HEADER = 128;
  private static final int TAG = 8;
  private static final short LEVEL = 0x0100;

  /** The beginning of a variable, which has its name: 63 letters at most, and few axes. */
  private static final int BEGINNING = 1 << 10;

  /** The images of SVHN have 225 MB. */
  private static final int MOST_BYTES = 1 << 29;

  private static final int DEEPEST = 16;

  private static final int INT8 = 1;
  private static final int UINT8 = 2;
  private static final int UINT16 = 4;
  private static final int INT32 = 5;
  private static final int UINT32 = 6;
  private static final int MATRIX = 14;
  private static final int COMPRESSED = 15;
  private static final int UTF8 = 16;
  private static final int UTF16 = 17;

  private static final int CELLS = 1;
  private static final int STRUCTURES = 2;
  private static final int TEXT = 4;
  private static final int DOUBLE = 6;
  private static final int LAST_NUMBER = 15;

  private final ByteBuffer file;

  private MatParser(ByteBuffer file) {
    this.file = file;
  }

  /** What comes behind a tag. */
  private record Element(int type, ByteBuffer content) {}

  /** What every array begins with. */
  private record Head(int kind, ImmutableList<Integer> shape, String name) {}

  /** The first variable of each of these names that is there. */
  static Map<String, MatArray> parse(byte[] content, Set<String> names) throws IOException {
    ByteBuffer file = ByteBuffer.wrap(content);
    if (content.length < HEADER) {
      throw new IOException("it ends within its header");
    }
    boolean little = content[HEADER - 2] == 'I' && content[HEADER - 1] == 'M';
    file.order(little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    file.position(HEADER - 2 * Short.BYTES);
    if (file.getShort() != LEVEL || file.getShort() != ('M' << Byte.SIZE | 'I')) {
      throw new IOException("its header is not that of one");
    }
    return new MatParser(file).variables(names);
  }

  private Map<String, MatArray> variables(Set<String> names) throws IOException {
    Map<String, MatArray> variables = new LinkedHashMap<>();
    while (file.hasRemaining()) {
      Element element = element(file, false);
      if (element.type == COMPRESSED) {
        ByteBuffer packed = element.content;
        ByteBuffer begin = ordered(Zlib.beginning(packed, TAG + BEGINNING));
        boolean matrix = begin.getInt() == MATRIX;
        long length = Integer.toUnsignedLong(begin.getInt());
        if (matrix && isWanted(begin, names, variables)) {
          if (length > MOST_BYTES) {
            throw new IOException(String.format(Locale.ROOT, "a variable has %d bytes", length));
          }
          put(variables, ordered(Zlib.unpack(packed, TAG + length)).position(TAG));
        }
      } else if (element.type == MATRIX
          && isWanted(element.content.duplicate().order(file.order()), names, variables)) {
        put(variables, element.content);
      }
    }
    return variables;
  }

  private ByteBuffer ordered(byte[] content) {
    return ByteBuffer.wrap(content).order(file.order());
  }

  private static boolean isWanted(
      ByteBuffer body, Set<String> names, Map<String, MatArray> variables) throws IOException {
    String name = head(body).name;
    return names.contains(name) && !variables.containsKey(name);
  }

  private static void put(Map<String, MatArray> variables, ByteBuffer body) throws IOException {
    String name = head(body.duplicate().order(body.order())).name;
    variables.put(name, array(body, 0));
  }

  /**
   * The next element.
   *
   * @param padded whether the next one begins at a multiple of 8 bytes
   */
  private static Element element(ByteBuffer in, boolean padded) throws IOException {
    int word = in.getInt();
    int small = word >>> Short.SIZE;
    if (small > 0) { // a type, a length of up to 4 bytes, and those
      ByteBuffer four = slice(in, Integer.BYTES);
      return new Element(word & 0xffff, slice(four, small));
    }
    ByteBuffer content = slice(in, Integer.toUnsignedLong(in.getInt()));
    int padding = padded ? -content.limit() & TAG - 1 : 0;
    in.position(in.position() + Math.min(padding, in.remaining()));
    return new Element(word, content);
  }

  private static ByteBuffer slice(ByteBuffer in, long length) throws IOException {
    if (length > in.remaining()) {
      throw new IOException(
          String.format(
              Locale.ROOT, "an element has %d bytes where %d are left", length, in.remaining()));
    }
    ByteBuffer slice = in.slice(in.position(), (int) length).order(in.order());
    in.position(in.position() + (int) length);
    return slice;
  }

  private static Head head(ByteBuffer body) throws IOException {
    ByteBuffer flags = require(element(body, true), UINT32, "flags");
    ByteBuffer sizes = require(element(body, true), INT32, "sizes");
    ByteBuffer name = require(element(body, true), INT8, "name");
    ImmutableList.Builder<Integer> shape = ImmutableList.builder();
    while (sizes.hasRemaining()) {
      int size = sizes.getInt();
      if (size < 0) {
        throw new IOException("an array has a negative size");
      }
      shape.add(size);
    }
    if (shape.build().size() < 2) {
      throw new IOException("an array has fewer than two axes");
    }
    return new Head(
        flags.getInt() & 0xff, shape.build(), StandardCharsets.ISO_8859_1.decode(name).toString());
  }

  private static ByteBuffer require(Element element, int type, String what) throws IOException {
    if (element.type != type) {
      throw new IOException("an array has no " + what);
    }
    return element.content;
  }

  private static MatArray array(ByteBuffer body, int depth) throws IOException {
    if (depth > DEEPEST) {
      throw new IOException(String.format(Locale.ROOT, "its cells are more than %d deep", DEEPEST));
    }
    if (!body.hasRemaining()) {
      return new MatArray.Numbers(ImmutableList.of(0, 0), UINT8, body);
    }
    Head head = head(body);
    long size = MatArray.size(head.shape);
    if (head.kind == CELLS) {
      return new MatArray.Cells(head.shape, arrays(body, size, depth));
    }
    if (head.kind == STRUCTURES) {
      ImmutableList<String> fields = fields(body);
      return new MatArray.Structures(
          head.shape, fields, arrays(body, Math.multiplyExact(size, fields.size()), depth));
    }
    if (head.kind == TEXT) {
      return new MatArray.Text(head.shape, text(element(body, true), head.shape));
    }
    if (head.kind < DOUBLE || head.kind > LAST_NUMBER) {
      throw new IOException(
          String.format(Locale.ROOT, "an array is of the rare kind %d", head.kind));
    }
    Element numbers = element(body, true);
    int bytes = MatArray.Numbers.bytes(numbers.type);
    if (bytes == 0 || numbers.content.limit() != Math.multiplyExact(size, bytes)) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "an array of the shape %s has %d bytes of numbers",
              head.shape,
              numbers.content.limit()));
    }
    return new MatArray.Numbers(head.shape, numbers.type, numbers.content);
  }

  private static ImmutableList<String> fields(ByteBuffer body) throws IOException {
    ByteBuffer lengths = require(element(body, true), INT32, "length of its fields' names");
    ByteBuffer names = require(element(body, true), INT8, "fields");
    int length = lengths.getInt();
    if (length < 1) {
      throw new IOException("the names of fields have no length");
    }
    ImmutableList.Builder<String> fields = ImmutableList.builder();
    while (names.hasRemaining()) {
      String padded = StandardCharsets.ISO_8859_1.decode(slice(names, length)).toString();
      int end = padded.indexOf('\0');
      fields.add(end < 0 ? padded : padded.substring(0, end));
    }
    return fields.build();
  }

  private static ImmutableList<MatArray> arrays(ByteBuffer body, long count, int depth)
      throws IOException {
    if (count > body.remaining() / TAG) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%d arrays are promised, for which %d bytes are left",
              count,
              body.remaining()));
    }
    ImmutableList.Builder<MatArray> arrays = ImmutableList.builder();
    for (long i = 0; i < count; i++) {
      arrays.add(array(require(element(body, true), MATRIX, "arrays in it"), depth + 1));
    }
    return arrays.build();
  }

  private static String text(Element letters, ImmutableList<Integer> shape) throws IOException {
    if (shape.size() > 2 || shape.get(0) > 1) {
      throw new IOException("a text has more than one line");
    }
    Charset charset =
        switch (letters.type) {
          case INT8, UINT8 -> StandardCharsets.ISO_8859_1;
          case UTF8 -> StandardCharsets.UTF_8;
          case UINT16, UTF16 ->
              letters.content.order() == ByteOrder.LITTLE_ENDIAN
                  ? StandardCharsets.UTF_16LE
                  : StandardCharsets.UTF_16BE;
          default -> throw new IOException("a text is stored in a rare way");
        };
    return charset.decode(letters.content).toString();
  }
}
