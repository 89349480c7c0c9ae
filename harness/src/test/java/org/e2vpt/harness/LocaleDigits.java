package org.e2vpt.harness;

import com.google.common.base.CharMatcher;
import java.text.DecimalFormatSymbols;
import java.util.Locale;

/**
 * Text of the JDK and of libraries, which have the digits of the default locale in their messages.
 */
public final class LocaleDigits {

  private LocaleDigits() {}

  /** The text with these digits in place of 0 to 9. */
  public static String in(String text) {
    char zero =
        DecimalFormatSymbols.getInstance(Locale.getDefault(Locale.Category.FORMAT)).getZeroDigit();
    StringBuilder digits = new StringBuilder(text);
    for (int i = 0; i < text.length(); i++) {
      if (CharMatcher.inRange('0', '9').matches(text.charAt(i))) {
        digits.setCharAt(i, (char) (text.charAt(i) - '0' + zero));
      }
    }
    return digits.toString();
  }
}
