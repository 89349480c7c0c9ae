package org.e2vpt.tables.cli;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class BrowserTest {

  @Test
  void saysWhatToDoWithoutABrowser() {
    assertThatThrownBy(() -> Browser.open(Path.of("index.html"), List.of("no-such-browser")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "cannot start 'no-such-browser' to open index.html; name your browser in the variable"
                + " BROWSER, or open it by hand");
  }
}
