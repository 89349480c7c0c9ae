package org.e2vpt.harness.text;

import com.google.common.base.CharMatcher;
import java.util.Locale;

/**
 * Characters that move a cursor, colour a terminal or turn the order of letters around. In a file's
 * name, a tensor's name or a server's answer they could make a terminal or a page show anything.
 */
public final class ControlCharacters {

  /**
   * C0 and C1 controls and DEL, but for tab and line feed; line and paragraph separators; the
   * marks, embeddings, overrides and isolates of the bidirectional algorithm.
   */
  private static final CharMatcher CONTROLS =
      CharMatcher.javaIsoControl()
          .and(CharMatcher.noneOf("\t\n"))
          .or(CharMatcher.anyOf("\u061c\u200e\u200f"))
          .or(CharMatcher.inRange('\u2028', '\u202e'))
          .or(CharMatcher.inRange('\u2066', '\u2069'))
          .precomputed();

  private ControlCharacters() {}

  /** The text with {@code \x1b} in place of an escape character, and so on. */
  public static String visible(String text) {
    if (CONTROLS.matchesNoneOf(text)) {
      return text;
    }
    StringBuilder visible = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!CONTROLS.matches(c) || text.startsWith("\r\n", i)) {
        visible.append(c);
      } else {
        visible.append(String.format(Locale.ROOT, c < 0x100 ? "\\x%02x" : "\\u%04x", (int) c));
      }
    }
    return visible.toString();
  }

  /** The same in one line: a line break becomes a space, with the spaces around it. */
  public static String visibleLine(String text) {
    return visible(text.replaceAll("\\s*\\R\\s*", " "));
  }
}
