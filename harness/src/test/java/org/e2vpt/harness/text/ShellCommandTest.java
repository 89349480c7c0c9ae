package org.e2vpt.harness.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShellCommandTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          -Drows=linear,vpt-deep  | -Drows=linear,vpt-deep
          /runs/2026-11-29        | /runs/2026-11-29
          vtab-1k:cifar           | vtab-1k:cifar
          -Dreports=/my runs      | '-Dreports=/my runs'
          ~/runs                  | '~/runs'
          it's                    | 'it'\\''s'
          ""                      | ''
          """)
  void quotesOnlyWhatAShellWouldRead(String word, String quoted) {
    assertThat(ShellCommand.word(word)).isEqualTo(quoted);
  }

  @Test
  void separatesWordsBySpaces() {
    assertThat(ShellCommand.of(List.of("mvn", "verify", "-Dreports=/my runs")))
        .isEqualTo("mvn verify '-Dreports=/my runs'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a b", "it's", "#1", "$HOME", "`id`", "a\"b", "a;b", "*", "a\\b", "~", "!"})
  @EnabledOnOs(OS.LINUX)
  void isReadByAShellAsTheSameWord(String word) throws IOException {
    Process shell =
        new ProcessBuilder("sh", "-c", ShellCommand.of(List.of("printf", "%s", word))).start();

    assertThat(new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .isEqualTo(word);
  }
}
