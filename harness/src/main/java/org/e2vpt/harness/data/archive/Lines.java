package org.e2vpt.harness.data.archive;

import com.google.common.collect.ImmutableList;
import java.nio.charset.StandardCharsets;

/** Text files of data sets. */
public final class Lines {

  private Lines() {}

  /** The lines of a text in UTF-8, without white space around them and without blank ones. */
  public static ImmutableList<String> of(byte[] text) {
    return new String(text, StandardCharsets.UTF_8)
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .collect(ImmutableList.toImmutableList());
  }
}
