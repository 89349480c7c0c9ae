package org.e2vpt.harness.names;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableSortedMap;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordWordsTest {

  private enum Start {
    HE,
    TRUNC_NORMAL
  }

  private record Inner(double rate, @Word(name = "seen", byDefault = "3") long imagesSeen) {}

  private record Everything(
      @Word(byDefault = "10", atLeast = 1) int visual,
      @Word(byDefault = "0.1") float promptDropout,
      @Word(byDefault = "true") boolean kvShare,
      @Word(byDefault = "on", yes = "on", no = "off") boolean shortcuts,
      @Word(byDefault = "he") Start kvInit,
      @Nullable String pruneFrom,
      @Nullable Float dropPath,
      Inner inner,
      @Word(name = "option") ImmutableSortedMap<String, String> others) {}

  private static final RecordWords<Everything> WORDS = RecordWords.of(Everything.class);

  @Test
  void areKebabCaseAndInTheOrderOfTheComponents() {
    Everything record =
        new Everything(
            4,
            0.25f,
            false,
            false,
            Start.TRUNC_NORMAL,
            "x",
            0.5f,
            new Inner(1e-4, 7),
            ImmutableSortedMap.of("kv", "2"));

    assertThat(WORDS.words(record))
        .hasToString(
            "{visual=4, prompt-dropout=0.25, kv-share=false, shortcuts=off, kv-init=trunc-normal,"
                + " prune-from=x, drop-path=0.5, rate=0.0001, seen=7, option.kv=2}");
    assertThat(WORDS.parse(WORDS.words(record))).isEqualTo(record);
  }

  @Test
  void leaveOutWhatIsTheDefault() {
    Everything byDefault = WORDS.parse(Map.of("rate", "0.50"));

    assertThat(byDefault)
        .isEqualTo(
            new Everything(
                10,
                0.1f,
                true,
                true,
                Start.HE,
                null,
                null,
                new Inner(0.5, 3),
                ImmutableSortedMap.of()));
    assertThat(WORDS.changed(byDefault)).hasToString("{rate=0.5}");
    assertThat(WORDS.words(byDefault)).doesNotContainKeys("prune-from", "drop-path");
  }

  @Test
  void areTakenFromAmongOthers() {
    Map<String, String> words = new HashMap<>(Map.of("rate", "1", "seed", "2", "option.kv", "3"));

    assertThat(WORDS.take(words, "'%s'"::formatted).others()).hasToString("{kv=3}");
    assertThat(words).hasToString("{seed=2}");
  }

  @Test
  void mayBeWrittenInCapitals() {
    assertThat(WORDS.parse(Map.of("rate", "1", "kv-init", "Trunc-Normal")).kvInit())
        .isEqualTo(Start.TRUNC_NORMAL);
  }

  @ParameterizedTest
  @CsvSource({"0.0001, 0.0001", "1e-4, 0.0001", "0.0, 0", "-0.0, 0", "250.0, 250", "1e7, 10000000"})
  void haveOneFormOfANumber(double number, String word) {
    assertThat(RecordWords.plain(number)).isEqualTo(word);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`` | no 'rate'",
        "rate=0x1p3 | 'rate' must be a decimal number such as 12.5, got '0x1p3'",
        "rate=NaN | 'rate' must be a decimal number such as 12.5, got 'NaN'",
        "rate=1 seen=-1 | 'seen' must be a count, 0 or more, got '-1'",
        "rate=1 visual=many | 'visual' must be a whole number, got 'many'",
        "rate=1 visual=٤ | 'visual' must be a whole number, got '٤'",
        "rate=1 visual=0 | 'visual' must be at least 1, got '0'",
        "rate=1 prompt-dropout=1 | 'prompt-dropout' must be in [0, 1), got '1'",
        "rate=1 kv-share=yes | 'kv-share' must be one of true, false, got 'yes'",
        "rate=1 shortcuts=yes | 'shortcuts' must be one of on, off, got 'yes'",
        "rate=1 kv-init=trunc | 'kv-init' must be one of he, trunc-normal, got 'trunc'",
        "rate=1 colour=red | unknown key 'colour'",
      })
  void sayWhatTheyCanBe(String words, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                WORDS.parse(
                    Splitter.on(' ').omitEmptyStrings().withKeyValueSeparator('=').split(words)))
        .withMessage(message);
  }
}
