package org.e2vpt.harness.text;

import com.google.common.base.CharMatcher;
import java.util.List;
import java.util.stream.Collectors;

/** Commands that somebody can copy into a shell, also with paths that hold spaces or quotes. */
public final class ShellCommand {

  private static final CharMatcher PLAIN =
      CharMatcher.inRange('a', 'z')
          .or(CharMatcher.inRange('A', 'Z'))
          .or(CharMatcher.inRange('0', '9'))
          .or(CharMatcher.anyOf("-_.,:/=+@%^"));

  private ShellCommand() {}

  /** The words of a command, quoted where a POSIX shell would read them as something else. */
  public static String of(List<String> words) {
    return words.stream().map(ShellCommand::word).collect(Collectors.joining(" "));
  }

  /** A single word of a command, such as {@code '-Dreports=/my runs'}. */
  public static String word(String word) {
    return !word.isEmpty() && PLAIN.matchesAllOf(word)
        ? word
        : "'" + word.replace("'", "'\\''") + "'";
  }
}
