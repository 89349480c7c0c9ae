package org.e2vpt.harness.trial;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;

/**
 * Which sources this program was built from: what the build wrote into its jars, wherever it was
 * started. See {@code .mvn/WriteBuildInfo.java}.
 *
 * @param modules those of the class path; empty if they were compiled without Maven
 */
public record BuildInfo(ImmutableList<Module> modules) {

  private static final String FILE = "META-INF/e2vpt-build.properties";
  private static final String UNKNOWN = "unknown";
  private static final String DIRTY = "-dirty";

  private static final BuildInfo OF_PROGRAM = of(BuildInfo.class.getClassLoader());

  /**
   * A module of the program.
   *
   * @param commit of its sources, or {@code unknown}
   * @param clean whether the working tree had no changes when it was built
   * @param jar whether it is a jar; a folder of classes may have been compiled again since, by an
   *     IDE
   */
  public record Module(String name, String commit, boolean clean, boolean jar) {}

  /** This program's, as it was when it started. */
  public static BuildInfo ofProgram() {
    return OF_PROGRAM;
  }

  static BuildInfo of(ClassLoader classPath) {
    try {
      return new BuildInfo(
          Collections.list(classPath.getResources(FILE)).stream()
              .map(BuildInfo::module)
              .collect(toImmutableList()));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look for " + FILE, e);
    }
  }

  private static Module module(URL file) {
    Properties properties = new Properties();
    try {
      URLConnection connection = file.openConnection();
      connection.setUseCaches(false); // a cached jar would stay open
      try (Reader reader =
          new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8)) {
        properties.load(reader);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
    return new Module(
        properties.getProperty("module", file.toString()),
        properties.getProperty("commit", UNKNOWN),
        Boolean.parseBoolean(properties.getProperty("clean")),
        file.getProtocol().equals("jar"));
  }

  /** Whether a {@link #commit} names exactly the sources that a program was built from. */
  public static boolean isClean(String commit) {
    return !commit.equals(UNKNOWN) && !commit.endsWith(DIRTY);
  }

  /**
   * The git commit, with {@code -dirty} behind it if the program may differ from it; {@code
   * unknown} if it was built outside of a repository, or its modules are of different commits.
   */
  public String commit() {
    List<String> commits = commits();
    if (commits.size() != 1 || commits.contains(UNKNOWN)) {
      return UNKNOWN;
    }
    boolean clean = modules.stream().allMatch(module -> module.clean && module.jar);
    return clean ? commits.get(0) : commits.get(0) + DIRTY;
  }

  private List<String> commits() {
    return modules.stream().map(Module::commit).distinct().toList();
  }

  /**
   * Refuses what only a program of known sources may do.
   *
   * @param action such as {@code record}
   * @throws IllegalStateException saying why the sources are not known, and what to do
   */
  public void requireClean(String action) {
    if (!isClean(commit())) {
      throw new IllegalStateException("Refusing to %s: %s".formatted(action, reason()));
    }
  }

  private String reason() {
    if (modules.isEmpty() || commits().contains(UNKNOWN)) {
      return "the commit of this program is unknown, because it was built outside of a git"
          + " repository or without Maven. Build it with 'mvn package' in a clone of the repository.";
    }
    if (commits().size() > 1) {
      return "the modules of this program are of different commits (%s). Build them together with 'mvn package'."
          .formatted(
              modules.stream()
                  .map(module -> module.name + " " + module.commit)
                  .collect(Collectors.joining(", ")));
    }
    if (modules.stream().allMatch(Module::clean)) {
      return "the program runs from a folder of classes, which may have changed since Maven"
          + " compiled them. Run tables/target/e2vpt.jar.";
    }
    return "the working tree had uncommitted changes when this program was built. Commit them, then"
        + " build it again with 'mvn package'.";
  }
}
