package org.e2vpt.harness;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** {@code docs/architecture.md}, whose tables are the rules of the architecture tests. */
public final class ArchitecturePage {

  public static final Path FILE = Path.of("../docs/architecture.md");

  private static final Pattern ROW =
      Pattern.compile("^\\| `([a-z.]+)` \\| [^|]+ \\|([a-z. ]+)\\|$", Pattern.MULTILINE);
  private static final Pattern ARROW =
      Pattern.compile("^  ([a-z.]+) --> ([a-z.]+)$", Pattern.MULTILINE);

  private ArchitecturePage() {}

  /** Each package of a module with those that it may use beside itself. */
  public static ImmutableMap<String, ImmutableList<String>> mayUse(String module) {
    return ROW.matcher(section("Packages of `" + module + "`"))
        .results()
        .collect(
            ImmutableMap.toImmutableMap(
                row -> row.group(1),
                row ->
                    ImmutableList.copyOf(Splitter.on(' ').omitEmptyStrings().split(row.group(2)))));
  }

  /** The arrows of the diagram: who uses whom. */
  public static List<List<String>> arrows() {
    return ARROW
        .matcher(text())
        .results()
        .map(arrow -> List.of(arrow.group(1), arrow.group(2)))
        .toList();
  }

  public static String text() {
    try {
      return Files.readString(FILE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String section(String title) {
    return Splitter.on("\n## ")
        .splitToStream(text())
        .filter(s -> s.startsWith(title))
        .findFirst()
        .orElseThrow();
  }
}
