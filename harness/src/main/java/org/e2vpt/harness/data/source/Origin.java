package org.e2vpt.harness.data.source;

import com.google.common.collect.ImmutableList;

/**
 * How close the images of a task's parts are to those that the paper used.
 *
 * @param reason why, in a sentence for reports
 * @param warnings what a report on this data must say beside it, in sentences
 */
public record Origin(Kind kind, String reason, ImmutableList<String> warnings) {

  /** Nothing to warn of. */
  public Origin(Kind kind, String reason) {
    this(kind, reason, ImmutableList.of());
  }

  /** What may be claimed of a split. */
  public enum Kind {
    /** The same images. */
    EXACT("exact"),
    /** Other images, drawn in the same way. */
    EQUIVALENT("equivalent"),
    /** Whatever the user's files say. */
    USER_PROVIDED("user-provided");

    private final String title;

    Kind(String title) {
      this.title = title;
    }

    @Override
    public String toString() {
      return title;
    }
  }

  @Override
  public String toString() {
    return "split: %s (%s)".formatted(kind, reason);
  }
}
