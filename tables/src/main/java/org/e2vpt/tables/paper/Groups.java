package org.e2vpt.tables.paper;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.e2vpt.harness.data.Group;

/** Groups by their printed names. */
final class Groups {

  private Groups() {}

  static Group parse(CsvLine line, String column) {
    String choice =
        Arrays.stream(Group.values()).map(Group::title).collect(Collectors.joining(", "));
    return line.parse(
        column,
        "one of " + choice,
        title ->
            Arrays.stream(Group.values())
                .filter(group -> group.title().equals(title))
                .findFirst()
                .orElseThrow(IllegalArgumentException::new));
  }
}
