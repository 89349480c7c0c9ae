package org.e2vpt.harness.text;

import java.time.Duration;
import java.util.Locale;

/** Counts, sizes and times as people read them; sizes have three digits and decimal units. */
public final class Amounts {

  private static final String[] UNITS = {"kB", "MB", "GB", "TB"};

  private Amounts() {}

  /** Such as 502 B, 15.0 kB, 169 MB or 39.1 GB. */
  public static String bytes(long bytes) {
    if (bytes < 1000) {
      return bytes + " B";
    }
    double amount = bytes / 1000.0;
    int unit = 0;
    while (amount >= 999.5 && unit < UNITS.length - 1) {
      amount /= 1000;
      unit++;
    }
    int decimals = amount < 9.995 ? 2 : amount < 99.95 ? 1 : 0;
    return String.format(Locale.ROOT, "%." + decimals + "f %s", amount, UNITS[unit]);
  }

  /**
   * Such as 1 cell, 2 cells or 2 classes.
   *
   * @param noun in the singular; its plural ends in s
   */
  public static String count(long count, String noun) {
    return String.format(Locale.ROOT, "%d %s", count, count == 1 ? noun : plural(noun));
  }

  /** Such as cells of cell, classes of class, searches of search and quantities of quantity. */
  public static String plural(String noun) {
    if (noun.endsWith("s") || noun.endsWith("rch")) {
      return noun + "es";
    }
    return noun.endsWith("ty") ? noun.substring(0, noun.length() - 1) + "ies" : noun + "s";
  }

  /** Such as 24 s, 3 min 05 s or 2 h 05 min. */
  public static String time(Duration time) {
    long seconds = time.toSeconds();
    if (seconds < 60) {
      return String.format(Locale.ROOT, "%d s", seconds);
    }
    return seconds < 3600
        ? String.format(Locale.ROOT, "%d min %02d s", seconds / 60, seconds % 60)
        : String.format(Locale.ROOT, "%d h %02d min", seconds / 3600, seconds / 60 % 60);
  }
}
