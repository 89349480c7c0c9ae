package org.e2vpt.harness.data.image;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.e2vpt.harness.text.Amounts;
import org.jspecify.annotations.Nullable;

/** Image files that cannot be decoded: each with its reason, and behind them what to do. */
public final class ImageException extends IOException {

  private static final long serialVersionUID = 1L;

  private static final int MOST_LISTED = 20;

  private final String line;
  private final String advice;

  private ImageException(String message, String line, String advice, @Nullable Throwable cause) {
    super(message, cause);
    this.line = line;
    this.advice = advice;
  }

  /**
   * One file.
   *
   * @param place the file, and its archive if it is in one
   * @param reason a clause about the file
   * @param advice what to do, or empty if the reason says it
   */
  public static ImageException of(
      String place, String reason, String advice, @Nullable Throwable cause) {
    return new ImageException(
        "the image %s cannot be decoded (%s)%s"
            .formatted(place, reason, advice.isEmpty() ? "" : "; " + advice),
        place + ": " + reason,
        advice,
        cause);
  }

  /** All of these files, one a line; of many the first 20, and how many more there are. */
  public static ImageException all(List<ImageException> files) {
    ImageException first = files.get(0);
    if (files.size() == 1) {
      return first;
    }
    String lines =
        files.stream().limit(MOST_LISTED).map(e -> "\n  " + e.line).collect(Collectors.joining());
    int more = files.size() - MOST_LISTED;
    String advice =
        files.stream().map(e -> e.advice).filter(a -> !a.isEmpty()).findFirst().orElse("");
    return new ImageException(
        String.format(
            Locale.ROOT,
            "%s cannot be decoded:%s%s%s",
            Amounts.count(files.size(), "image"),
            lines,
            more > 0 ? String.format(Locale.ROOT, "\n  and %d more", more) : "",
            advice.isEmpty() ? "" : "\n" + advice),
        first.line,
        advice,
        first);
  }
}
