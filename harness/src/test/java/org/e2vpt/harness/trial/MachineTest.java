package org.e2vpt.harness.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineTest {

  @TempDir Path directory;

  @Test
  void namesTheCommitAndWhetherTheTreeDiffersFromIt() throws Exception {
    assumeTrue(git("init", "-q"), "git is not installed");
    Files.writeString(directory.resolve("file"), "1");
    git("add", "file");
    git("-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "-m", "one");

    String clean = Machine.commit(directory);
    Files.writeString(directory.resolve("file"), "2");
    String dirty = Machine.commit(directory);

    assertThat(clean).matches("[0-9a-f]{40}");
    assertThat(dirty).isEqualTo(clean + "-dirty");
  }

  @Test
  void doesNotKnowTheCommitOutsideARepository() {
    assertThat(Machine.commit(directory)).isEqualTo("unknown");
  }

  @Test
  void namesTheProcessor() {
    assertThat(Machine.processor()).isNotBlank();
  }

  private boolean git(String... arguments) throws InterruptedException {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    try {
      return new ProcessBuilder(command).directory(directory.toFile()).start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
