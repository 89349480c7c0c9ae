package org.e2vpt.tables.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.base.CharMatcher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.e2vpt.harness.file.ChildProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The program as it is started from a shell. */
class EntryPointTest {

  private static final List<String> ARABIC = List.of("-Duser.language=ar", "-Duser.country=EG");

  @TempDir Path folder;

  private record Ended(int code, String out, String err) {}

  private Ended start(List<String> options, String... arguments)
      throws IOException, InterruptedException {
    return start(options, Map.of(), Path.of(""), arguments);
  }

  private Ended start(
      List<String> options, Map<String, String> environment, Path directory, String... arguments)
      throws IOException, InterruptedException {
    ProcessBuilder builder = ChildProcess.java(options, E2vpt.class, (Object[]) arguments);
    builder.environment().putAll(environment);
    Path err = folder.resolve("err");
    builder.directory(directory.toAbsolutePath().toFile());
    Process process = builder.redirectError(err.toFile()).start();
    String out = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Ended(process.waitFor(), out, Files.readString(err));
  }

  /** Data hashes and ids of trials once held the digits of the locale. */
  @Test
  void plansTheSameTrialsInALocaleWithOtherDigits() throws Exception {
    String[] arguments = {
      "trials", "mini", "--rows", "linear", "--tasks", "digits", "--reports", folder + "/reports"
    };

    Ended here = start(List.of(), arguments);
    Ended arabic = start(ARABIC, arguments);

    assertThat(here.out())
        .contains(";data=23bc2d493ce18b16a41795755982b3a5ed391bbf1844874d88bb38f46c097625;");
    assertThat(arabic).isEqualTo(here);
  }

  @Test
  void reportsOnARunInALocaleWithOtherDigits() throws Exception {
    Path run = Files.createDirectory(folder.resolve("mini"));
    for (String file : List.of("cells.csv", "runs.csv", "provenance.csv", "trials.csv")) {
      Files.copy(Path.of("../reports/recorded/mini", file), run.resolve(file));
    }

    Ended here = start(List.of(), "report", run.toString());
    Ended arabic = start(ARABIC, "report", run.toString());

    assertThat(here.out()).contains(" cells match our own earlier runs, ");
    assertThat(arabic).isEqualTo(here);
    assertThat(Files.readString(run.resolve("index.html"))).doesNotContainPattern("[٠-٩]");
  }

  @Test
  void printsNoControlCharacterOfAnArgument() throws Exception {
    Ended ended = start(List.of("-Dfile.encoding=UTF-8"), "report", "a\u001b]0;title\u0007");

    assertThat(ended.err())
        .isEqualTo(
            "e2vpt: a\\x1b]0;title\\x07 has no cells.csv: expected the directory of a finished run,"
                + " such as reports/mini\n");
  }

  @ParameterizedTest
  @CsvSource({
    "weights inspect é.npz",
    "report ./é",
    "compare é é",
    "data status --data-root é",
    "trials mini"
  })
  @EnabledOnOs(OS.LINUX)
  void saysWhichLocaleCanSpellAName(String arguments) throws Exception {
    assumeTrue(
        System.getProperty("sun.jnu.encoding").equals("UTF-8")
            && CharMatcher.ascii().matchesAllOf(System.getProperty("java.class.path")),
        "the folder cannot be made in this locale, or the program not be started in another");
    Path accented = Files.createDirectory(folder.resolve("é"));

    Ended ended = start(List.of(), Map.of("LC_ALL", "C"), accented, arguments.split(" "));

    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.err())
        .contains("the locale cannot spell the file name '", "): set LC_ALL=C.UTF-8");
  }
}
