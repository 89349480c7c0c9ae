package org.e2vpt.harness.trial;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.e2vpt.harness.data.archive.Packing;
import org.e2vpt.harness.fuzz.Fuzz;
import org.e2vpt.harness.fuzz.Fuzz.Target;
import org.junit.jupiter.api.Test;

/** Damaged journals give an {@link IllegalStateException} that names the file. */
class JournalFuzzTest {

  private static final int LINES = 8;

  @Test
  void everyJournal() throws Exception {
    List<String> recorded = Files.readAllLines(Path.of("../reports/recorded/mini/trials.csv"));
    Fuzz.run(
        Target.of(
            "journal",
            List.of(Packing.text(recorded.subList(0, LINES))),
            (content, folder) -> Journal.read(Packing.file(folder.resolve("trials.csv"), content)),
            e -> e instanceof IllegalStateException && e.getMessage().contains("trials.csv")));
  }
}
