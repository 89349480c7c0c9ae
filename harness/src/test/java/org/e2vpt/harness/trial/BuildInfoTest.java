package org.e2vpt.harness.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BuildInfoTest {

  private static final String FILE = "META-INF/e2vpt-build.properties";
  private static final Path WRITER = Path.of("../.mvn/WriteBuildInfo.java").toAbsolutePath();

  @TempDir Path directory;

  @Test
  void isOfTheCommitOfItsJars() throws IOException {
    BuildInfo program = of(jar("harness", "abc", true), jar("tables", "abc", true));

    assertThat(program.commit()).isEqualTo("abc");
    assertThatCode(() -> program.requireClean("record")).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          abc     | true  | abc | false | abc-dirty | the working tree had uncommitted changes when this program was built. Commit them, then build it again with 'mvn package'.
          abc     | true  | def | true  | unknown   | the modules of this program are of different commits (harness abc, tables def). Build them together with 'mvn package'.
          unknown | false | abc | true  | unknown   | the commit of this program is unknown, because it was built outside of a git repository or without Maven. Build it with 'mvn package' in a clone of the repository.
          """)
  void refusesToRecordWhereItsSourcesAreNotKnown(
      String harness,
      boolean harnessIsClean,
      String tables,
      boolean clean,
      String commit,
      String why)
      throws IOException {
    BuildInfo program = of(jar("harness", harness, harnessIsClean), jar("tables", tables, clean));

    assertThat(program.commit()).isEqualTo(commit);
    assertThatIllegalStateException()
        .isThrownBy(() -> program.requireClean("record"))
        .withMessage("Refusing to record: " + why);
  }

  @Test
  void doesNotTrustAFolderOfClasses() throws IOException {
    Path classes = directory.resolve("classes");
    Files.createDirectories(classes.resolve(FILE).getParent());
    Files.writeString(classes.resolve(FILE), text("harness", "abc", true));
    BuildInfo program = of(classes.toUri().toURL());

    assertThat(program.commit()).isEqualTo("abc-dirty");
    assertThatIllegalStateException()
        .isThrownBy(() -> program.requireClean("publish"))
        .withMessage(
            "Refusing to publish: the program runs from a folder of classes, which may have changed"
                + " since Maven compiled them. Run tables/target/e2vpt.jar.");
  }

  @Test
  void isUnknownIfNothingWasWritten() throws IOException {
    assertThat(of().commit()).isEqualTo("unknown");
  }

  static boolean gitIsThere() throws InterruptedException {
    try {
      return new ProcessBuilder("git", "--version").start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  @EnabledIf(value = "gitIsThere", disabledReason = "git is not installed")
  void theBuildWritesTheCommitOfTheWorkingTreeThatItIsIn() throws Exception {
    Path main = Files.createDirectory(directory.resolve("main"));
    git(main, "init", "-q");
    String first = commit(main, "1");
    Path worktree = directory.resolve("work tree");
    git(main, "worktree", "add", "-q", "-b", "other", worktree.toString());
    String second = commit(worktree, "2");

    assertThat(written(main)).isEqualTo(text("harness", first, true));
    assertThat(written(worktree)).isEqualTo(text("harness", second, true));
    Files.createFile(worktree.resolve("Untracked.java"));
    assertThat(written(worktree)).isEqualTo(text("harness", second, false));
    assertThat(written(Files.createDirectory(main.resolve("unpacked"))))
        .isEqualTo(text("harness", "unknown", false));
  }

  @Test
  void theBuildDoesNotKnowTheCommitOutsideOfARepository() throws Exception {
    assertThat(written(directory)).isEqualTo(text("harness", "unknown", false));
  }

  private static String text(String module, String commit, boolean clean) {
    return "module=%s\ncommit=%s\nclean=%s\n".formatted(module, commit, clean);
  }

  private URL jar(String module, String commit, boolean clean) throws IOException {
    Path jar = directory.resolve(module + ".jar");
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out)) {
      entries.putNextEntry(new JarEntry(FILE));
      entries.write(text(module, commit, clean).getBytes(StandardCharsets.UTF_8));
    }
    return jar.toUri().toURL();
  }

  private static BuildInfo of(URL... classPath) throws IOException {
    try (URLClassLoader loader = new URLClassLoader(classPath, null)) {
      return BuildInfo.of(loader);
    }
  }

  private String written(Path root) throws Exception {
    Path file = directory.resolve("written/META-INF/build.properties");
    Process build =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                WRITER.toString(),
                root.toString(),
                "harness",
                file.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(build.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(build.waitFor()).as(said).isZero();
    return Files.readString(file);
  }

  private static String commit(Path tree, String content) throws Exception {
    Files.writeString(tree.resolve("file"), content);
    git(tree, "add", "file");
    git(tree, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "-m", content);
    return git(tree, "rev-parse", "HEAD");
  }

  private static String git(Path tree, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    Process git =
        new ProcessBuilder(command).directory(tree.toFile()).redirectErrorStream(true).start();
    String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(git.waitFor()).as(said).isZero();
    return said;
  }
}
