package org.e2vpt.harness.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.e2vpt.harness.data.source.Scale;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TaskSourceTest {

  @TempDir private Path root;

  @ParameterizedTest
  @CsvSource({
    "digits, Embedded, false",
    "dtd, VtabOriginals, false",
    "vtab-1k:dtd, Prepared, false",
    "fgvc_cub, FgvcOriginals, true",
    "folder:/a/b, OwnFolder, true",
    "folder-0123456789ab, OwnFolder, true",
  })
  void isTheOneThatTheIdNames(String id, String source, boolean cropped) {
    TaskSource found = TaskSource.of(id);

    assertThat(found.id()).isEqualTo(id);
    assertThat(found.getClass().getSimpleName()).isEqualTo(source);
    assertThat(found.isCropped()).isEqualTo(cropped);
  }

  @ParameterizedTest
  @ValueSource(strings = {"mnist", "folder-mine", "vtab-1k:fgvc_cub", "vtab-1k:digits", "vtab-1k:"})
  void isNoneForAnyOtherId(String id) {
    assertThat(TaskSource.find(id)).isEmpty();
  }

  static Stream<String> ids() {
    return DataSets.ofFiles().stream();
  }

  /** A data set's folder is named as its files are locked. */
  @ParameterizedTest
  @MethodSource("ids")
  void saysWhichFileOfWhichDataSetIsMissing(String id) {
    assertThatIOException()
        .isThrownBy(() -> TaskSource.ofFiles(id).read(root, Scale.ORIGINAL))
        .withMessageMatching(
            "([a-z0-9_]+) needs \\S+, which is not in \\Q%s\\E/\\1; fetch it, or put it there"
                .formatted(root));
  }

  @ParameterizedTest
  @CsvSource({"vtab-1k:dtd, vtab-1k needs vtab-1k.zip", "folder:/nowhere, there is no folder"})
  void saysThatTheArchiveOrFolderIsMissing(String id, String message) {
    assertThatIOException()
        .isThrownBy(() -> TaskSource.ofFiles(id).read(root, Scale.ORIGINAL))
        .withMessageStartingWith(message);
  }

  @ParameterizedTest
  @CsvSource({
    "mnist, ''",
    "vtab-1k:fgvc_cub, ''",
    "shapes_count, . Did you mean 'shapes-count'?",
    "vtab-1k:dtb, . Did you mean 'vtab-1k:dtd'?",
  })
  void listsTheTasksThereAre(String id, String meant) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TaskSource.of(id))
        .withMessage(
            "unknown task '%s'; the tasks are %s, %s, vtab-1k:ID for one of VTAB's, and folder:PATH%s",
            id,
            String.join(", ", DataSets.ofFiles()),
            String.join(", ", DataSets.embedded()),
            meant);
  }

  @ParameterizedTest
  @CsvSource({"digits, ''", "svnh, . Did you mean 'svhn'?"})
  void listsTheTasksThatAreReadFromFiles(String id, String meant) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TaskSource.ofFiles(id))
        .withMessage(
            "unknown task '%s'; the tasks are %s, vtab-1k:ID for one of VTAB's, and folder:PATH%s",
            id, String.join(", ", DataSets.ofFiles()), meant);
  }
}
