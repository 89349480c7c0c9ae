package org.e2vpt.tables.paper;

import java.io.IOException;
import java.nio.file.Path;
import org.e2vpt.harness.file.AtomicText;
import org.e2vpt.harness.text.FileErrors;

/** Pages and tables that are there whole or not at all. */
public final class WholeFile {

  private WholeFile() {}

  /**
   * Replaces {@code file}, as {@link AtomicText#write} does.
   *
   * @throws IOException naming the file and what is wrong with it
   */
  public static void write(Path file, String text) throws IOException {
    try {
      AtomicText.write(file, text);
    } catch (IOException e) {
      throw FileErrors.explained("cannot write " + file, e);
    }
  }
}
