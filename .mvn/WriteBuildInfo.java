import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes into a module's classes of which commit they are, and whether the working tree was clean:
 * {@code java .mvn/WriteBuildInfo.java ROOT MODULE FILE}. The build runs it for each module, and
 * org.e2vpt.harness.trial.BuildInfo reads it.
 *
 * <p>It asks git itself: in a worktree, git-commit-id-maven-plugin (9.2.0) gives the commit of the
 * main working tree, and with JGit it takes a tree with untracked sources for clean.
 */
final class WriteBuildInfo {

  /** Thrown with the reason why the commit is not known. */
  private static final class UnknownCommit extends Exception {
    UnknownCommit(String reason) {
      super(reason);
    }
  }

  public static void main(String[] arguments) throws Exception {
    Path root = Path.of(arguments[0]).toRealPath();
    String commit = "unknown";
    boolean clean = false;
    try {
      String repository = git(root, "rev-parse", "--show-toplevel");
      if (!Path.of(repository).toRealPath().equals(root)) {
        throw new UnknownCommit("the sources are a folder of another repository, " + repository);
      }
      String head = git(root, "rev-parse", "HEAD");
      clean =
          git(root, "status", "--porcelain", "--untracked-files=normal", "--ignore-submodules=none")
              .isEmpty();
      commit = head;
    } catch (UnknownCommit e) {
      System.out.println(
          "The commit of the sources is unknown, so the program will refuse to record and publish: "
              + e.getMessage());
    }
    Path file = Path.of(arguments[2]);
    Files.createDirectories(file.getParent());
    Files.writeString(
        file, "module=%s\ncommit=%s\nclean=%s\n".formatted(arguments[1], commit, clean));
  }

  private static String git(Path root, String... arguments)
      throws InterruptedException, UnknownCommit {
    ProcessBuilder git = new ProcessBuilder("git");
    git.command().addAll(List.of(arguments));
    git.directory(root.toFile()).redirectErrorStream(true);
    // A hook of another repository sets where that one is.
    new ArrayList<>(git.environment().keySet())
        .stream().filter(name -> name.startsWith("GIT_")).forEach(git.environment()::remove);
    git.environment().put("GIT_OPTIONAL_LOCKS", "0"); // status must not write the index
    git.environment().put("LC_ALL", "C.UTF-8");
    try {
      Process process = git.start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new UnknownCommit("git says: " + said.strip());
      }
      return said.strip();
    } catch (IOException e) {
      throw new UnknownCommit("git cannot be run: " + e.getMessage());
    }
  }
}
