package org.e2vpt.tables.app;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtensionContext;
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

  TableSuite(RunConfig config, Readiness here) {
    this.config = config;
    this.here = here;
  }

  @BeforeParameterizedClassInvocation
  void runTheTables(RunPage page) throws IOException {
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

  private Stream<SuiteCell> cells() {
    RunPage page = requireNonNull(this.page);
    TableRun run = requireNonNull(this.run);
    return CellSelection.of(config, page)
        .pairs()
        .map(
            cell ->
                new SuiteCell(
                    cell.getKey(),
                    cell.getValue(),
                    page.paper(),
                    run.references().get(cell.getValue().table())));
  }

  @ParameterizedTest(name = "{0}", quoteTextArguments = false)
  @ArgumentsSource(Cells.class)
  void reproducesItsReference(SuiteCell cell) throws IOException {
    cell.assertReproducedIn(requireNonNull(run).directory());
  }

  /** The suite's cells, out of the paper's folder. */
  static final class Cells implements ArgumentsProvider {

    @Override
    public Stream<? extends Arguments> provideArguments(
        ParameterDeclarations parameters, ExtensionContext context) {
      return ((TableSuite) context.getRequiredTestInstance()).cells().map(Arguments::of);
    }
  }
}
