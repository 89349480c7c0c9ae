package org.e2vpt.harness.text;

import java.util.regex.Pattern;

/**
 * Words in a CSV file that people open with a spreadsheet, which would compute what begins like a
 * formula: {@code =HYPERLINK(…)}. A quote before it makes it text there, and is taken off when this
 * program reads the file.
 */
public final class SpreadsheetText {

  private static final Pattern FORMULA = Pattern.compile("'*[=+\\-@\\t\\r].*", Pattern.DOTALL);

  private static final Pattern NUMBER =
      Pattern.compile("[-+]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][-+]?[0-9]+)?|[-+]?(Infinity|NaN)|-");

  private SpreadsheetText() {}

  /** A cell of a file; a number stays as it is. */
  public static String write(String words) {
    return isFormula(words) ? "'" + words : words;
  }

  /** The words in a cell that {@link #write} made. */
  public static String read(String cell) {
    return cell.startsWith("'") && isFormula(cell.substring(1)) ? cell.substring(1) : cell;
  }

  private static boolean isFormula(String words) {
    return FORMULA.matcher(words).matches() && !NUMBER.matcher(words).matches();
  }
}
