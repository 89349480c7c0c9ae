package org.e2vpt.tables.suite;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.util.Properties;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.support.ParameterDeclarations;

/**
 * A table of the paper as tests: runs what is missing of it, then asserts it cell by cell.
 *
 * <p>The properties are those of {@link PaperSettings}.
 */
@TestInstance(Lifecycle.PER_CLASS)
abstract class PaperSuite {

  private final String table;
  private final Properties properties;
  private final Readiness here;
  private @Nullable TableRun run;

  PaperSuite(String table) {
    this(table, SuiteProperties.chosen(), Readiness.here());
  }

  PaperSuite(String table, Properties properties, Readiness here) {
    this.table = table;
    this.properties = properties;
    this.here = here;
  }

  @BeforeAll
  void runTheTable() throws IOException {
    PaperSettings settings = PaperSettings.of(properties);
    if (PaperCells.of(table, settings).isEmpty()) {
      String reason = PaperCells.noneOf(table, settings);
      System.out.println(reason);
      abort(reason);
    }
    TableRun planned = PaperTables.of(table, settings, here);
    // Maven itself counts skipped tests only; why they are stands in its XML files.
    planned.shortcomings().forEach(System.out::println);
    planned.run(planned.reference());
    run = planned;
  }

  private TableRun run() {
    if (run == null) {
      throw new IllegalStateException(table + " was not run");
    }
    return run;
  }

  private Stream<PaperCell> cells() throws IOException {
    PaperCells cells = PaperCells.of(table, PaperSettings.of(properties));
    return Stream.iterate(0, i -> i < cells.asked().size(), i -> i + 1)
        .map(i -> new PaperCell(cells.printed().get(i), cells.asked().get(i)));
  }

  @ParameterizedTest(name = "{0}", quoteTextArguments = false)
  @ArgumentsSource(Cells.class)
  void reproducesThePaper(PaperCell cell) throws IOException {
    cell.assertReproducedIn(run().directory());
  }

  /** The suite's cells, out of the paper's CSV file. */
  static final class Cells implements ArgumentsProvider {
    @Override
    public Stream<? extends Arguments> provideArguments(
        ParameterDeclarations parameters, ExtensionContext context) throws IOException {
      return ((PaperSuite) context.getRequiredTestInstance()).cells().map(Arguments::of);
    }
  }
}
