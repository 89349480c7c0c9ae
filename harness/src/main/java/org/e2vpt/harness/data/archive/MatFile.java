package org.e2vpt.harness.data.archive;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.format.Mat5File;
import us.hebi.matlab.mat.types.Array;
import us.hebi.matlab.mat.types.Cell;
import us.hebi.matlab.mat.types.MatFile.Entry;
import us.hebi.matlab.mat.types.Matrix;
import us.hebi.matlab.mat.types.Source;
import us.hebi.matlab.mat.types.Sources;
import us.hebi.matlab.mat.types.Struct;

/** The variables of a MATLAB file of level 5, in memory. Indices count along columns first. */
public final class MatFile {

  private final String name;
  private final Mat5File file;

  private MatFile(String name, Mat5File file) {
    this.name = name;
    this.file = file;
  }

  /**
   * Reads some variables of a file.
   *
   * @throws IOException naming it, if it is no MATLAB file of level 5 or damaged
   */
  public static MatFile read(Path file, String... variables) throws IOException {
    return read(file.getFileName().toString(), Files.readAllBytes(file), variables);
  }

  /** Reads some variables out of the content of a file. */
  public static MatFile read(String name, byte[] content, String... variables) throws IOException {
    Set<String> wanted = Set.of(variables);
    try (Source source = Sources.wrap(ByteBuffer.wrap(content))) {
      return new MatFile(
          name,
          Mat5.newReader(source)
              .setEntryFilter(header -> wanted.contains(header.getName()))
              .readMat());
    } catch (IOException | RuntimeException e) { // whatever the library meets in damaged files
      throw new IOException(
          "%s is no MATLAB file of level 5, or damaged (%s): fetch it again".formatted(name, e), e);
    }
  }

  /** The numbers of a matrix as integers, along its columns. */
  public int[] ints(String variable) throws IOException {
    Matrix matrix = matrix(variable);
    int[] values = new int[matrix.getNumElements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = matrix.getInt(i);
    }
    return values;
  }

  /** A matrix, whose elements are fetched one by one. */
  public Matrix matrix(String variable) throws IOException {
    return array(variable, Matrix.class);
  }

  /** The texts of a cell array. */
  public List<String> texts(String variable) throws IOException {
    Cell cell = array(variable, Cell.class);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < cell.getNumElements(); i++) {
      texts.add(cell.getChar(i).getString());
    }
    return texts;
  }

  /** An array of structures. */
  public Struct structs(String variable) throws IOException {
    return array(variable, Struct.class);
  }

  private <T extends Array> T array(String variable, Class<T> type) throws IOException {
    for (Entry entry : file.getEntries()) {
      if (entry.getName().equals(variable) && type.isInstance(entry.getValue())) {
        return type.cast(entry.getValue());
      }
    }
    throw new IOException(
        "%s has no %s '%s': it is another file".formatted(name, type.getSimpleName(), variable));
  }
}
