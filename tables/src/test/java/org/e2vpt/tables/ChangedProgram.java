package org.e2vpt.tables;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.Iterables;
import com.google.common.io.Resources;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.e2vpt.harness.file.ChildProcess;

/**
 * The program with some files of the harness changed: they lie in a folder before the others on the
 * class path, also of the workers that it starts.
 */
public final class ChangedProgram {

  private static final Path SOURCES = Path.of("../harness/src/main/java");

  private final Path sources;
  private final Path classes;

  /** How it ended. */
  public record Ended(int code, String out, String err) {}

  public ChangedProgram(Path folder) throws IOException {
    sources = Files.createDirectories(folder.resolve("sources"));
    classes = Files.createDirectories(folder.resolve("classes"));
  }

  /** Adds a source file. */
  public void add(String file, String text) throws IOException {
    Path path = sources.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  /** Adds a line to a source file, after the only place with this text. */
  public void insert(String file, String after, String line) throws IOException {
    String text = Files.readString(SOURCES.resolve(file));
    assertThat(text).containsOnlyOnce(after);
    add(file, text.replace(after, after + "\n" + line));
  }

  /** The line of a resource that begins so. */
  public String line(String resource, String start) throws IOException {
    return Iterables.getOnlyElement(
        Resources.readLines(Resources.getResource(resource), UTF_8).stream()
            .filter(line -> line.startsWith(start))
            .toList());
  }

  /** Adds a line to a resource. */
  public void append(String resource, String line) throws IOException {
    Path path = classes.resolve(resource);
    Files.createDirectories(path.getParent());
    String text = Resources.toString(Resources.getResource(resource), UTF_8);
    Files.writeString(path, text + (text.endsWith("\n") ? "" : "\n") + line + "\n");
  }

  /** Compiles the source files. */
  public void compile() throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<Path> files;
    try (var all = Files.walk(sources);
        StandardJavaFileManager manager =
            compiler.getStandardFileManager(null, Locale.ROOT, UTF_8)) {
      files = all.filter(Files::isRegularFile).toList();
      List<String> options =
          List.of(
              "-proc:none", "-d", classes.toString(), "-cp", System.getProperty("java.class.path"));
      assertThat(
              compiler
                  .getTask(
                      null,
                      manager,
                      null,
                      options,
                      null,
                      manager.getJavaFileObjectsFromPaths(files))
                  .call())
          .isTrue();
    }
  }

  /** Runs it to its end. */
  public Ended start(Class<?> main, List<String> arguments)
      throws IOException, InterruptedException {
    ProcessBuilder builder = ChildProcess.java(main, arguments.toArray());
    List<String> command = new ArrayList<>(builder.command());
    int path = command.indexOf("-cp") + 1;
    command.set(path, classes + File.pathSeparator + command.get(path));
    Path err = Files.createTempFile(classes.getParent(), "err", ".txt");
    Process process = builder.command(command).redirectError(err.toFile()).start();
    String out = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Ended(process.waitFor(), out, Files.readString(err));
  }
}
