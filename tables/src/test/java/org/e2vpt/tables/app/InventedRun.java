package org.e2vpt.tables.app;

import com.google.common.collect.ImmutableSortedMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.stream.Stream;
import org.e2vpt.harness.tensor.Execution;
import org.e2vpt.harness.training.Recipe;
import org.e2vpt.harness.training.Recipe.OptimizerKind;
import org.e2vpt.harness.training.Recipe.Warmup;
import org.e2vpt.harness.trial.Journal;
import org.e2vpt.harness.trial.Trial;
import org.e2vpt.harness.trial.Trial.Split;
import org.e2vpt.harness.trial.TrialResult;
import org.e2vpt.harness.trial.TrialResult.Environment;
import org.e2vpt.harness.trial.TrialResult.Measured;
import org.e2vpt.harness.trial.TrialResult.Status;

/** The run of the report's tests, whose numbers are invented. */
final class InventedRun {

  static final Path DIRECTORY = Path.of("src/test/resources/org/e2vpt/tables/report/invented");
  static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

  private InventedRun() {}

  /** Copies the run and gives it a journal of one search trial, run from {@code commit}. */
  static void copyTo(Path directory, String commit) throws IOException {
    try (Stream<Path> files = Files.walk(DIRECTORY)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = directory.resolve(DIRECTORY.relativize(file));
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
    try (Journal journal = Journal.open(directory)) {
      journal.append(search(commit));
    }
  }

  private static TrialResult search(String commit) {
    return new TrialResult(
        new Trial(
            "mini",
            "aa11",
            "digits",
            "bb22",
            Split.SEARCH,
            "linear",
            ImmutableSortedMap.of(),
            new Recipe(OptimizerKind.SGD, 0.5, 0, 2, 1, 64, Warmup.FROM_ZERO),
            1,
            Execution.DEFAULT),
        1,
        Status.OK,
        new Measured(50, 0.25, 970, 970, 452_000, 1, 1000),
        "",
        new Environment(commit, "cpu", "An invented CPU", "none", "17"),
        Instant.parse("2026-11-20T10:00:00Z"));
  }
}
