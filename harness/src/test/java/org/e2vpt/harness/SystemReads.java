package org.e2vpt.harness;

import com.google.common.collect.ImmutableSortedSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Where sources read system properties or the environment. */
public final class SystemReads {

  private static final Pattern READ =
      Pattern.compile(
          "System\\s*(\\.|::)\\s*(getProperty|getProperties|getenv)\\b(\\([^),]*)?"
              + "|Integer\\.getInteger|Long\\.getLong|Boolean\\.getBoolean|\\$\\{sys:[^}:]*");

  /** What every JVM has, whatever the program is. */
  private static final Pattern OF_THE_JVM =
      Pattern.compile(
          "System\\.getProperty\\(\"(java\\.home|java\\.class\\.path|user\\.home|os\\.name|os\\.arch"
              + "|sun\\.jnu\\.encoding)\"");

  private SystemReads() {}

  /**
   * Those of the sources below a folder that are of more than the JVM: {@code worker/Worker.java:
   * System.getProperties(}.
   */
  public static ImmutableSortedSet<String> in(Path sources) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(sources)) {
      files = all.filter(file -> file.toString().endsWith(".java")).toList();
    }
    ImmutableSortedSet.Builder<String> reads =
        new ImmutableSortedSet.Builder<>(Comparator.<String>naturalOrder());
    for (Path file : files) {
      String name = sources.relativize(file).toString().replace('\\', '/');
      READ.matcher(Files.readString(file))
          .results()
          .map(found -> found.group())
          .filter(found -> !OF_THE_JVM.matcher(found).matches())
          .forEach(found -> reads.add(name + ": " + found));
    }
    return reads.build();
  }
}
