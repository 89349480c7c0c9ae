package org.e2vpt.harness.worker;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.e2vpt.harness.file.BestEffort;
import org.e2vpt.harness.file.Folders;
import org.e2vpt.harness.text.FileErrors;

/**
 * What the workers of one slot print, one after the other. A log that cannot be written or read
 * costs no attempt.
 */
final class WorkerLog {

  /** Enough for a crash report of the Java runtime, from the signal to the frame. */
  private static final int QUOTED_LINES = 12;

  private static final int QUOTED_BYTES = 16_384;

  private final Path file;
  private final BestEffort effort;

  WorkerLog(Path file) {
    this.file = file;
    this.effort = new BestEffort("the log " + file);
  }

  void add(String line) {
    effort.run(() -> append(line + "\n"));
  }

  private void append(String text) throws IOException {
    Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /** Where a process's own standard error goes: here, or else to that of this process. */
  Redirect redirect() {
    try {
      Folders.create(file.resolveSibling(""));
      append("");
      return Redirect.appendTo(file.toFile());
    } catch (IOException e) {
      add(""); // which warns
      return Redirect.INHERIT;
    }
  }

  /** How long it is; 0 if nobody knows. */
  long length() {
    return file.toFile().length();
  }

  /** The end of what was printed behind {@code begin}, as one line without stack frames. */
  String end(long begin) {
    try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
      log.seek(Math.max(begin, log.length() - QUOTED_BYTES));
      byte[] end = new byte[(int) Math.max(0, log.length() - log.getFilePointer())];
      log.readFully(end);
      List<String> lines =
          new String(end, StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.isBlank() && !line.equals("#") && !line.startsWith("\tat "))
              .toList();
      return String.join(
          " | ", lines.subList(Math.max(0, lines.size() - QUOTED_LINES), lines.size()));
    } catch (IOException e) {
      return "nothing that can be read: " + FileErrors.describe(e);
    }
  }
}
