package org.e2vpt.harness.data.archive;

import com.google.common.io.ByteStreams;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

/** Records of one size, one after the other. */
public final class Rows {

  private Rows() {}

  /** Gets the rows of a pass. */
  @FunctionalInterface
  public interface Visitor {

    /** Takes row {@code index}, counted from 0; the bytes are its own. */
    void row(int index, byte[] bytes) throws IOException;
  }

  /**
   * Reads rows to the end.
   *
   * @param name of the file, for messages
   * @return how many there are
   * @throws IOException naming the file if it ends within a row
   */
  public static int read(InputStream in, String name, int rowBytes, Visitor visitor)
      throws IOException {
    for (int index = 0; ; index++) {
      byte[] row = new byte[rowBytes];
      int read = ByteStreams.read(in, row, 0, rowBytes);
      if (read == 0) {
        return index;
      }
      if (read < rowBytes) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "%s ends within row %d, after %d of %d bytes: it is incomplete, fetch it again",
                name,
                index,
                read,
                rowBytes));
      }
      visitor.row(index, row);
    }
  }
}
