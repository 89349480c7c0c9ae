package org.e2vpt.tables;

import com.google.common.collect.ImmutableList;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * A main source file of the project, as the compiler parses it: comments are not part of it.
 *
 * @param file with its module: {@code tables/src/main/java/…}
 * @param literals in their order
 */
record JavaSource(Path file, ImmutableList<Literal> literals) {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  /**
   * A string, a text block, or a number.
   *
   * @param text its value
   */
  record Literal(Path file, long line, String text) {

    /** The simple name of its class. */
    String name() {
      return nameOf(file);
    }

    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%s:%d: %s", file, line, text.strip());
    }
  }

  /** The simple name of its class. */
  String name() {
    return nameOf(file);
  }

  private static String nameOf(Path file) {
    return file.getFileName().toString().replace(".java", "");
  }

  /** Whether it lies in a folder. */
  boolean isIn(String folder) {
    return file.toString().replace('\\', '/').contains(folder);
  }

  /** The main sources of modules. */
  static ImmutableList<JavaSource> of(String... modules) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files =
        compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8)) {
      List<Path> paths = Stream.of(modules).flatMap(JavaSource::files).toList();
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null, files, null, null, null, files.getJavaFileObjectsFromPaths(paths));
      SourcePositions positions = Trees.instance(task).getSourcePositions();
      ImmutableList.Builder<JavaSource> sources = ImmutableList.builder();
      for (CompilationUnitTree unit : task.parse()) {
        sources.add(of(unit, positions));
      }
      return sources.build();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<Path> files(String module) {
    Path folder = ROOT.resolve(module).resolve("src/main/java");
    try (Stream<Path> all = Files.walk(folder)) {
      return all
          .filter(path -> path.toString().endsWith(".java"))
          .filter(path -> !path.endsWith("package-info.java"))
          .sorted()
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JavaSource of(CompilationUnitTree unit, SourcePositions positions) {
    Path file = ROOT.relativize(Path.of(unit.getSourceFile().toUri()));
    ImmutableList.Builder<Literal> literals = ImmutableList.builder();
    new TreeScanner<Void, Void>() {
      @Override
      public Void visitLiteral(LiteralTree literal, Void unused) {
        long line = unit.getLineMap().getLineNumber(positions.getStartPosition(unit, literal));
        literals.add(new Literal(file, line, String.valueOf(literal.getValue())));
        return super.visitLiteral(literal, null);
      }
    }.scan(unit, null);
    return new JavaSource(file, literals.build());
  }
}
