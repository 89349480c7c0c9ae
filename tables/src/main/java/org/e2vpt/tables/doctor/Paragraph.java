package org.e2vpt.tables.doctor;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;

/** Text beside a label, in lines of 80 columns; a longer word stays whole. */
public final class Paragraph {

  static final int WIDTH = 80;

  private Paragraph() {}

  /**
   * The lines; those after the first are indented by the label's length.
   *
   * @param label what the first line begins with, spaces included
   */
  public static ImmutableList<String> of(String label, String text) {
    ImmutableList.Builder<String> lines = ImmutableList.builder();
    StringBuilder line = new StringBuilder(label);
    for (String word : Splitter.on(' ').split(text)) {
      if (line.length() > label.length()) {
        if (line.length() + 1 + word.length() > WIDTH) {
          lines.add(line.toString());
          line = new StringBuilder(" ".repeat(label.length()));
        } else {
          line.append(' ');
        }
      }
      line.append(word);
    }
    return lines.add(line.toString().stripTrailing()).build();
  }
}
