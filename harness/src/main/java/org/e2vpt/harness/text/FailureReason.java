package org.e2vpt.harness.text;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.InvalidPathException;
import java.util.Objects;
import java.util.Optional;

/** Why something failed, for somebody who can do something about it. */
public final class FailureReason {

  private FailureReason() {}

  /**
   * In words that name no class of Java. Wrong input is an {@link IllegalArgumentException}, what
   * is in the way an {@link IllegalStateException}, and both carry their own words.
   *
   * @return empty for a fault of the program
   */
  public static Optional<String> of(Throwable e) {
    if (e instanceof InvalidPathException path) {
      return Optional.of(FileErrors.describe(path));
    }
    // CancellationException is an IllegalStateException
    if (e instanceof IllegalArgumentException || e instanceof IllegalStateException) {
      return Optional.ofNullable(e.getMessage());
    }
    if (e instanceof UncheckedIOException unchecked) {
      return Optional.of(words(unchecked));
    }
    return e instanceof IOException io ? Optional.of(FileErrors.describe(io)) : Optional.empty();
  }

  private static String words(UncheckedIOException e) {
    IOException cause = Objects.requireNonNull(e.getCause());
    String said = e.getMessage();
    return said == null || said.equals(cause.toString()) // it was given no words of its own
        ? FileErrors.describe(cause)
        : said + ": " + FileErrors.describe(cause, said);
  }
}
