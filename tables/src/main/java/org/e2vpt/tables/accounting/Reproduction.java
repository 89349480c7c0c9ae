package org.e2vpt.tables.accounting;

import java.util.Locale;

/** Whether a printed share of tuned numbers follows from the definitions. */
public enum Reproduction {
  /** What is defined rounds to the printed digits. */
  REPRODUCES,
  /** It does not, with any value that the paper says it tried. */
  DOES_NOT_REPRODUCE,
  /** It depends on something that is not published. */
  NOT_DETERMINABLE;

  /** Such as {@code does not reproduce}. */
  public String words() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
