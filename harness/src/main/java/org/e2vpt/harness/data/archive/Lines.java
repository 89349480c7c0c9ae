package org.e2vpt.harness.data.archive;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Text files of data sets. */
public final class Lines {

  /** The largest data set has 260,000 images. */
  private static final int MOST = 1 << 20;

  private Lines() {}

  /**
   * The lines of a text in UTF-8, without white space around them and without blank ones.
   *
   * @param place where it was read, for messages
   * @throws IOException if it has more lines than any list of images
   */
  public static ImmutableList<String> of(byte[] text, String place) throws IOException {
    ImmutableList<String> lines =
        new String(text, StandardCharsets.UTF_8)
            .lines()
            .map(String::strip)
            .filter(line -> !line.isEmpty())
            .limit(MOST + 1L)
            .collect(ImmutableList.toImmutableList());
    if (lines.size() > MOST) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s has more than %d lines: it is another file, fetch it again",
              place,
              MOST));
    }
    return lines;
  }
}
