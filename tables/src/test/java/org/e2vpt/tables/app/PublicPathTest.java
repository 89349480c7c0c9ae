package org.e2vpt.tables.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublicPathTest {

  @ParameterizedTest
  @ValueSource(strings = {"photos", "../photos", ".", "papers/mini"})
  void isARelativePathAsItWasGiven(String path) {
    assertThat(PublicPath.of(Path.of(path))).isEqualTo(path);
  }

  @Test
  void isFoundFromHereOrIsAName(@TempDir Path home) {
    assertThat(PublicPath.of(Path.of("papers/mini").toAbsolutePath())).isEqualTo("papers/mini");
    assertThat(PublicPath.of(home.resolve("my photos"))).isEqualTo("my photos");
    assertThat(PublicPath.of(home.resolve("photos/."))).isEqualTo("photos");
    assertThat(PublicPath.of(home.getRoot())).isEqualTo(home.getRoot().toString());
  }
}
