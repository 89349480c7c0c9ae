package org.e2vpt.harness.file;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A file that lines are added to, each on the disk when that returns. */
public class GrowingFile implements Closeable {

  /** Not a channel: that would close if its thread were interrupted, and the line be lost. */
  private final RandomAccessFile output;

  private long end;

  /**
   * Opens or creates it. Nothing is changed before the first line.
   *
   * @param end bytes to keep; what stands behind them is overwritten
   */
  public GrowingFile(Path file, long end) throws IOException {
    this.output = new RandomAccessFile(file.toFile(), "rw");
    this.end = end;
  }

  /** Adds a line. If this fails, it can be called again: what of the line was written goes. */
  public void add(String line) throws IOException {
    byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
    cut();
    write(output, bytes);
    end += bytes.length;
  }

  /** Cuts what stands behind the last line. */
  public void cut() throws IOException {
    output.setLength(end);
    output.seek(end);
  }

  /** A step of its own for tests, which let it fail. */
  protected void write(RandomAccessFile file, byte[] bytes) throws IOException {
    file.write(bytes);
    file.getFD().sync();
  }

  @Override
  public void close() throws IOException {
    output.close();
  }
}
