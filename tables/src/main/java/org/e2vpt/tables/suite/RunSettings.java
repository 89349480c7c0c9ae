package org.e2vpt.tables.suite;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import org.e2vpt.harness.protocol.Protocol;

/** What a run was told, whichever tables it is of. */
sealed interface RunSettings permits Settings, PaperSettings {

  /** Of all rows but those that are there to show another one. */
  Protocol protocol();

  /** Of the final runs. */
  ImmutableList<Integer> seeds();

  /** The folder that holds a folder for each table. */
  Path reports();

  /** Where a table's pages go besides its own folder, if the user wants them there. */
  Optional<Path> pages(String table);

  /** The folder of a table's journal, curves and artifacts. */
  Path trials(String table);

  /** What {@code -Dreport} says. */
  static Optional<Path> report(Properties properties) {
    return Optional.ofNullable(properties.getProperty("report")).map(Path::of);
  }

  /** How many seeds the final runs may have. */
  int mostSeeds();

  /** The command that makes this run of a table on another machine. */
  String command(String table);

  /** The same of other rows and tasks of the table, and with other seeds. */
  String command(
      String table,
      ImmutableList<String> rows,
      ImmutableList<String> tasks,
      ImmutableList<Integer> seeds);

  /** More that a reader of a table has to know, by its name in {@code provenance.csv}. */
  ImmutableMap<String, String> notes(String table);
}
