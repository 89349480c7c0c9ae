package org.e2vpt.tables.app;

import com.google.common.base.Supplier;
import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableList;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The tables of papers as tests: {@code -Dtables=mini}, {@code -Dtables=vpt/table1,table4}. What is
 * reported on one page is run together, then asserted cell by cell.
 *
 * <p>The properties are those of {@link RunConfig}. From an IDE, without any, it is mini.
 */
@ParameterizedClass(name = "{0}", quoteTextArguments = false, allowZeroInvocations = true)
@MethodSource("pages")
class TablesIT extends TableSuite {

  /** Read by {@code pages} first: failsafe does not say why a class cannot be initialized. */
  private static final Supplier<RunConfig> CONFIG =
      Suppliers.memoize(() -> RunConfig.of(SuiteProperties.chosen()));

  TablesIT() {
    super(CONFIG.get(), Readiness.here(CONFIG.get().folder()));
  }

  static ImmutableList<RunPage> pages() {
    return CONFIG.get().pages();
  }
}
