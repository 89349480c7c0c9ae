package org.e2vpt.tables.app;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.support.ParameterDeclarations;

/** Pages as tests: runs what is missing of their tables, then asserts them cell by cell. */
@TestInstance(Lifecycle.PER_CLASS)
abstract class TableSuite {

  private final RunConfig config;
  private final Readiness here;
  @Parameter private @Nullable RunPage page;
  private @Nullable TableRun run;
  private Instant started = Instant.EPOCH;

  TableSuite(RunConfig config, Readiness here) {
    this.config = config;
    this.here = here;
  }

  @BeforeParameterizedClassInvocation
  void runTheTables(RunPage page) throws IOException {
    run = null;
    started = Instant.now();
    if (CellSelection.of(config, page).isEmpty()) {
      String reason = CellSelection.noneOf(config, page);
      System.out.println(reason);
      abort(reason);
    }
    TableRun planned = TableRun.of(config, page, here);
    // Maven itself counts skipped tests only; why they are stands in its XML files.
    planned.shortcomings().forEach(System.out::println);
    planned.run();
    run = planned;
  }

  @AfterParameterizedClassInvocation
  void sayHowItEnded() throws IOException {
    TableRun ended = run;
    if (ended != null) { // else nothing was run
      RunEnd.of(ended, started).lines(System.getenv()).forEach(System.out::println);
    }
  }

  /** Those that have a reference, or no number. */
  private Stream<SuiteCell> cells() throws IOException {
    RunPage page = requireNonNull(this.page);
    Path directory = requireNonNull(run).directory();
    List<SuiteCell> cells = new ArrayList<>();
    for (var pair : CellSelection.of(config, page).pairs().toList()) {
      SuiteCell cell = new SuiteCell(pair.getKey(), pair.getValue(), page.paper());
      if (!cell.isNotComparedIn(directory)) {
        cells.add(cell);
      }
    }
    return cells.stream();
  }

  @ParameterizedTest(name = "{0}", quoteTextArguments = false)
  @ArgumentsSource(Cells.class)
  void reproducesItsReference(SuiteCell cell) throws IOException {
    Path directory = requireNonNull(run).directory();
    cell.assertReproducedIn(directory);
    System.out.println(cell.sentence(directory)); // the XML of a test that passes has it, too
  }

  /** The suite's cells, out of the paper's folder. */
  static final class Cells implements ArgumentsProvider {

    @Override
    public Stream<? extends Arguments> provideArguments(
        ParameterDeclarations parameters, ExtensionContext context) throws IOException {
      return ((TableSuite) context.getRequiredTestInstance()).cells().map(Arguments::of);
    }
  }
}
