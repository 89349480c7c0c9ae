package org.e2vpt.tables.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.e2vpt.harness.file.ChildProcess;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** In a process of its own: the tests of this module never load libtorch. */
class ParityCommandTest {

  private static final Path FIXTURES = Path.of("../harness/src/test/resources/fixtures");

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          vit_vpt_deep=vit_vpt_deep | 0 | 12 of 12 quantities of 1 file agree
          vit_full_sgd=vit_full_adamw | 1 | quantities of 1 file agree
          vit_linear=deit_linear, vit_vpt_deep=vit_vpt_deep | 2 | e2vpt: deit_linear.npz: there is no backbone 'deit' here
          """)
  void tellsByItsExitCodeWhetherAllAgree(String files, int exitCode, String message)
      throws IOException, InterruptedException {
    copy("backbone_vit_tiny", "backbone_vit_tiny");
    copy("input_vit_32", "input_vit_32");
    for (Map.Entry<String, String> file :
        Splitter.on(", ").withKeyValueSeparator('=').split(files).entrySet()) {
      copy(file.getKey(), file.getValue());
    }
    Path out = folder.resolve("out.csv");
    Path err = folder.resolve("err.txt");

    Process process =
        ChildProcess.java(List.of(), E2vpt.class, "parity", folder)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();

    assertThat(process.waitFor()).isEqualTo(exitCode);
    assertThat(Files.readString(err, StandardCharsets.UTF_8)).contains(message);
    List<String> lines = Files.readAllLines(out);
    assertThat(lines.get(0)).isEqualTo("file,quantity,max_abs_error,max_rel_error,tolerance,ok");
    assertThat(lines.stream().skip(1))
        .allMatch(
            line -> line.matches("vit_\\w+,[\\w/.]+,(\\d\\.\\d{3}e[-+]\\d\\d,){3}(true|false)"))
        .anyMatch(line -> line.endsWith("true"));
    assertThat(lines.stream().skip(1).anyMatch(line -> line.endsWith("false")))
        .isEqualTo(exitCode == 1);
  }

  private void copy(String from, String to) throws IOException {
    Files.copy(FIXTURES.resolve(from + ".npz"), folder.resolve(to + ".npz"));
  }
}
