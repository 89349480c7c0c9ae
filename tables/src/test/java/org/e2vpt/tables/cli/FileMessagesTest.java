package org.e2vpt.tables.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** What every command says about files that are missing, of another kind, or cannot be written. */
@EnabledOnOs(OS.LINUX)
class FileMessagesTest {

  @TempDir static Path there;

  @BeforeAll
  static void writeFiles() throws IOException {
    Files.writeString(there.resolve("file"), "x");
    Files.createDirectory(there.resolve("folder"));
    Files.createSymbolicLink(there.resolve("loop"), Path.of("loop"));
    Files.createDirectories(there.resolve("page/summary.md"));
    Files.createDirectories(there.resolve("torn/mini/trials.csv"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          weights inspect @/no     | @/no does not exist: there is no 'no' in @
          weights inspect @/no/w   | @/no/w does not exist: there is no 'no' in @
          weights inspect @/folder | cannot read @/folder: it is a folder, not a file
          weights inspect @/file/w | @/file is a file, not a folder
          weights inspect @/loop   | @/loop is a symbolic link that leads back to itself
          weights inspect EMPTY    | Empty value for parameter 'FILE'; see 'e2vpt weights inspect --help'
          parity @/no              | @/no does not exist: there is no 'no' in @
          parity @/file            | @/file is a file, not a folder
          parity @/folder          | there is no recorded run in @/folder: expected files such as vit_linear.npz
          compare RUN RUN --output @/file   | cannot write @/file/index.html: @/file is a file, not a folder
          compare RUN RUN --output @/file/x | cannot write @/file/x/index.html: @/file is a file, not a folder
          compare RUN RUN --output @/page   | cannot write @/page/summary.md: it is a folder, not a file
          compare RUN RUN --output=         | Empty value for option '--output'; see 'e2vpt compare --help'
          history RUN --history @/file/h.csv | cannot write @/file/h.csv: @/file is a file, not a folder
          trials mini --reports @/file   | cannot open the journal @/file/mini/trials.csv: @/file is a file, not a folder
          trials mini --reports @/torn   | cannot open the journal @/torn/mini/trials.csv: it is a folder, not a file
          trials mini --reports @/loop   | cannot open the journal @/loop/mini/trials.csv: @/loop is a symbolic link that leads back to itself
          trials mini --reports EMPTY    | Empty value for option '--reports'; see 'e2vpt trials --help'
          run mini --reports @/file      | @/file is a file, not a folder
          worker --trial x --directory d --deadline soon | Invalid value for option '--deadline': 'soon' is not a duration such as PT8H or PT90M; see 'e2vpt worker --help'
          data status --data-root @/file      | the folder of the data, @/file, is a file: name a folder with --data-root or -Ddata.root
          data prepare cifar --data-root @/file | the folder of the data, @/file, is a file: name a folder with --data-root or -Ddata.root
          data show NUL                  | a file name cannot hold a NUL character: 'aNULb'
          """)
  void namesTheFileAndWhatIsWrong(String arguments, String message) {
    assertThat(execute(arguments)).isEqualTo("e2vpt: " + message.replace("@", there.toString()));
  }

  private static String execute(String arguments) {
    StringWriter err = new StringWriter();
    CommandLine commandLine = E2vpt.commandLine();
    commandLine.setOut(new PrintWriter(new StringWriter(), true));
    commandLine.setErr(new PrintWriter(err, true));
    String[] words =
        arguments
            .replace("@", there.toString())
            .replace("RUN", "../reports/recorded/mini")
            .replace("NUL", "folder:a\0b")
            .split(" ");
    for (int i = 0; i < words.length; i++) {
      words[i] = words[i].equals("EMPTY") ? "" : words[i];
    }
    assertThat(commandLine.execute(words)).isEqualTo(2);
    return err.toString().strip().replace("\0", "NUL");
  }
}
