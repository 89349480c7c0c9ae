package org.e2vpt.harness.data.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.e2vpt.harness.data.source.Scale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class CatalogTest {

  @TempDir private Path root;

  @Test
  void hasThePapers24Tasks() {
    assertThat(Catalog.ids())
        .hasSize(24)
        .doesNotHaveDuplicates()
        .startsWith("caltech101", "cifar")
        .endsWith("fgvc_dogs", "fgvc_cars");
  }

  @ParameterizedTest
  @CsvSource({
    "dtd, true, dtd, false",
    "vtab-1k:dtd, true, dtd, false",
    "fgvc_cub, true, fgvc_cub, true",
    "folder:/a/b, true, folder:/a/b, true",
    "folder-0123456789ab, true, folder-0123456789ab, true",
    "folder-mine, false, folder-mine, false",
    "vtab-1k:fgvc_cub, false, fgvc_cub, false",
    "mnist, false, mnist, false",
  })
  void tellsTasksByTheirNames(String id, boolean known, String paperTask, boolean cropped) {
    assertThat(Catalog.knows(id)).isEqualTo(known);
    assertThat(Catalog.paperTask(id)).isEqualTo(paperTask);
    assertThat(Catalog.isCropped(id)).isEqualTo(cropped);
  }

  static Stream<String> ids() {
    return Catalog.ids().stream();
  }

  /** A data set's folder is named as its files are locked. */
  @ParameterizedTest
  @MethodSource("ids")
  void saysWhichFileOfWhichDataSetIsMissing(String id) {
    assertThatIOException()
        .isThrownBy(() -> Catalog.read(id, root, Scale.ORIGINAL))
        .withMessageMatching(
            "([a-z0-9_]+) needs \\S+, which is not in \\Q%s\\E/\\1; fetch it, or put it there"
                .formatted(root));
  }

  @ParameterizedTest
  @CsvSource({"vtab-1k:dtd, vtab-1k needs vtab-1k.zip", "folder:/nowhere, there is no folder"})
  void knowsThePreparedArchiveAndFolders(String id, String message) {
    assertThatIOException()
        .isThrownBy(() -> Catalog.read(id, root, Scale.ORIGINAL))
        .withMessageStartingWith(message);
  }

  @ParameterizedTest
  @CsvSource({"mnist, mnist", "vtab-1k:fgvc_cub, fgvc_cub"})
  void listsTheTasksThereAre(String id, String unknown) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Catalog.read(id, root, Scale.ORIGINAL))
        .withMessageStartingWith("unknown task '%s'; the tasks are caltech101, cifar, ", unknown)
        .withMessageEndingWith(", fgvc_cars, vtab-1k:ID for one of VTAB's, and folder:PATH");
  }
}
