package org.e2vpt.harness.data.archive;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The variables of a MATLAB file of level 5, in memory. */
public final class MatFile {

  /** The largest that is read has 182 MB. */
  private static final int MOST_BYTES = 1 << 29;

  private final String name;
  private final Map<String, MatArray> variables;

  private MatFile(String name, Map<String, MatArray> variables) {
    this.name = name;
    this.variables = variables;
  }

  /**
   * Reads some variables of a file.
   *
   * @throws IOException naming it, if it is no MATLAB file of level 5 or damaged
   */
  public static MatFile read(Path file, String... variables) throws IOException {
    String name = file.getFileName().toString();
    if (Files.size(file) > MOST_BYTES) {
      throw damaged(
          name, new IOException(String.format(Locale.ROOT, "it has %d bytes", Files.size(file))));
    }
    return read(name, Files.readAllBytes(file), variables);
  }

  /** Reads some variables out of the content of a file. */
  public static MatFile read(String name, byte[] content, String... variables) throws IOException {
    try {
      return new MatFile(name, MatParser.parse(content, Set.of(variables)));
    } catch (BufferUnderflowException | ArithmeticException e) {
      throw damaged(name, new IOException("a part of it ends too early, or is too large", e));
    } catch (IOException e) {
      throw damaged(name, e);
    }
  }

  private static IOException damaged(String name, IOException cause) {
    return new IOException(
        "%s is not a MATLAB file of level 5, or is damaged (%s): fetch it again"
            .formatted(name, cause.getMessage()),
        cause);
  }

  /** The numbers of an array as integers, along its columns. */
  public int[] ints(String variable) throws IOException {
    MatArray.Numbers numbers = array(variable).asNumbers(place(variable));
    int[] values = new int[numbers.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = numbers.integer(i);
    }
    return values;
  }

  /** The texts of a cell array. */
  public List<String> texts(String variable) throws IOException {
    List<String> texts = new ArrayList<>();
    for (MatArray cell : array(variable).asCells(place(variable))) {
      texts.add(cell.asText(place(variable)));
    }
    return texts;
  }

  /**
   * A variable.
   *
   * @throws IOException naming the file, if it has none of this name
   */
  public MatArray array(String variable) throws IOException {
    MatArray array = variables.get(variable);
    if (array == null) {
      throw new IOException("%s has no '%s': it is another file".formatted(name, variable));
    }
    return array;
  }

  /** How messages name a variable. */
  public String place(String variable) {
    return "%s: '%s'".formatted(name, variable);
  }
}
