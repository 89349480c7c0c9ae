package org.e2vpt.tables.paper;

import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Where numbers come from: commit, versions, device, hashes, command, in the order to be shown.
 *
 * @param entries what is known, by key; a {@code note} is shown at the top of a report
 */
public record Provenance(ImmutableMap<String, String> entries) {

  /** Key: whether the run was made as it was registered, in a sentence; shown at the top, too. */
  public static final String REGISTRATION = "registration";

  private static final CsvTable<Map.Entry<String, String>> CSV =
      new CsvTable<>(
          ImmutableMap.of("key", Map.Entry::getKey, "value", Map.Entry::getValue),
          line -> Map.entry(line.text("key"), line.text("value")));

  /** Reads {@code key,value} lines; each key once. */
  public static Provenance read(Path file) throws IOException {
    return of(CSV.read(file), file.toString());
  }

  /** What a paper's printed numbers come from. */
  static Provenance printedIn(PaperInfo paper) {
    return new Provenance(ImmutableMap.of("printed in", paper.nameAndPlace()));
  }

  /** Writes {@code key,value} lines. */
  public void write(Path file) throws IOException {
    CSV.write(file, entries.entrySet().asList());
  }

  private static Provenance of(List<Map.Entry<String, String>> lines, String name) {
    try {
      return new Provenance(ImmutableMap.copyOf(lines));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(name + ": a key occurs twice: " + e.getMessage(), e);
    }
  }
}
