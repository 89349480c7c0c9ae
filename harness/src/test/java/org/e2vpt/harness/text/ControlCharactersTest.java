package org.e2vpt.harness.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class ControlCharactersTest {

  private static final String RAW = "a\u001b[2J\u202eb\r";
  private static final String VISIBLE = "a\\x1b[2J\\u202eb\\x0d";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "00|\\x00",
        "07|\\x07",
        "08|\\x08",
        "0d|\\x0d",
        "1b|\\x1b",
        "7f|\\x7f",
        "85|\\x85",
        "9b|\\x9b",
        "61c|\\u061c",
        "200e|\\u200e",
        "200f|\\u200f",
        "2028|\\u2028",
        "2029|\\u2029",
        "202a|\\u202a",
        "202e|\\u202e",
        "2066|\\u2066",
        "2069|\\u2069"
      })
  void areShownByTheirNumbers(String number, String visible) {
    String text = "a" + Character.toString(Integer.parseInt(number, 16)) + "b";

    assertThat(ControlCharacters.visible(text)).isEqualTo("a" + visible + "b");
  }

  @Test
  void leaveOtherTextAsItIs() {
    String text = "tab\tline\nWindows\r\né ة 漢 😀 \u200d \ufeff";

    assertThat(ControlCharacters.visible(text)).isEqualTo(text);
  }

  @Test
  void takeNoSecondLine() {
    assertThat(ControlCharacters.visibleLine("a\r\nb\nc\u2028d\u001b")).isEqualTo("a b c d\\x1b");
  }

  @SuppressWarnings("unused") // is named below
  private static final List<Consumer<PrintStream>> WAYS_TO_PRINT =
      List.of(
          out -> out.print(RAW),
          out -> out.print((Object) RAW),
          out -> out.print(RAW.toCharArray()),
          out -> RAW.chars().forEach(c -> out.print((char) c)),
          out -> out.append(RAW),
          out -> out.append(RAW, 0, RAW.length()),
          out -> out.printf(Locale.ROOT, "%s", RAW),
          out -> out.format(Locale.ROOT, "%s", RAW),
          out -> ((VisibleOutput) out).writer().append(RAW).flush());

  @ParameterizedTest
  @FieldSource("WAYS_TO_PRINT")
  void areVisibleHoweverTheyArePrinted(Consumer<PrintStream> print) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    print.accept(new VisibleOutput(bytes, UTF_8));

    assertThat(bytes.toString(UTF_8)).isEqualTo(VISIBLE);
  }

  @Test
  void areVisibleInLines() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    VisibleOutput out = new VisibleOutput(bytes, UTF_8);
    out.println(RAW);
    out.println((Object) RAW);
    out.writer().println(RAW);
    new IllegalStateException(RAW).printStackTrace(out);

    assertThat(bytes.toString(UTF_8).lines())
        .startsWith(VISIBLE, VISIBLE, VISIBLE, "java.lang.IllegalStateException: " + VISIBLE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          =HYPERLINK("x") | '=HYPERLINK("x")
          +1+cmd          | '+1+cmd
          -1+cmd          | '-1+cmd
          @SUM(A1)        | '@SUM(A1)
          '=1             | ''=1
          -0.5            | -0.5
          +1.5E-4         | +1.5E-4
          -               | -
          'quoted'        | 'quoted'
          a=b             | a=b
          """)
  void wordsOfASpreadsheetAreNoFormula(String words, String cell) {
    assertThat(SpreadsheetText.write(words)).isEqualTo(cell);
    assertThat(SpreadsheetText.read(cell)).isEqualTo(words);
  }
}
