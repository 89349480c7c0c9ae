package org.e2vpt.tables;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.e2vpt.harness.ArchitecturePage;
import org.junit.jupiter.api.Test;

/** What docs/architecture.md says beside its tables, which the architecture tests read. */
class ArchitecturePageTest {

  private static final Pattern LINK = Pattern.compile("\\[([^]]+)]\\(([^)]+)\\)");

  @Test
  void linksLeadToTheClassesThatTheyName() {
    List<MatchResult> links = LINK.matcher(ArchitecturePage.text()).results().toList();

    assertThat(links).hasSizeGreaterThan(40);
    assertThat(links)
        .allSatisfy(
            link -> {
              Path file = Path.of("../docs").resolve(link.group(2));
              assertThat(file).exists();
              if (link.group(2).endsWith(".java")) {
                assertThat("`" + file.getFileName() + "`")
                    .isEqualTo(link.group(1).replaceFirst("`$", ".java`"));
              }
            });
  }

  @Test
  void arrowsAreDirectionsThatAreAllowed() {
    ImmutableMap<String, ImmutableList<String>> allowed =
        ImmutableMap.<String, ImmutableList<String>>builder()
            .putAll(ArchitecturePage.mayUse("harness"))
            .putAll(ArchitecturePage.mayUse("tables"))
            .buildOrThrow();

    assertThat(ArchitecturePage.arrows()).hasSizeGreaterThan(20);
    assertThat(ArchitecturePage.arrows())
        .allSatisfy(arrow -> assertThat(allowed.get(arrow.get(0))).contains(arrow.get(1)));
  }

  @Test
  void readmeLeadsToIt() {
    assertThat(Path.of("../README.md")).content().contains("(docs/architecture.md)");
    assertThat(Files.exists(ArchitecturePage.FILE)).isTrue();
  }
}
