package org.e2vpt.harness.data;

import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import com.google.common.io.Resources;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.apache.commons.csv.CSVFormat;
import org.e2vpt.harness.names.Names;

/** The registry of data sets, {@code datasets.csv}: one line says all that is known of a task. */
public final class DataSets {

  private static final String NAME = "datasets.csv";

  private static final Supplier<ImmutableMap<String, DataSet>> ALL =
      Suppliers.memoize(DataSets::read);

  private DataSets() {}

  private static ImmutableMap<String, DataSet> read() {
    CSVFormat format = CSVFormat.DEFAULT.builder().setHeader().setSkipHeaderRecord(true).get();
    try (Reader reader =
        Resources.asCharSource(Resources.getResource(DataSets.class, NAME), StandardCharsets.UTF_8)
            .openBufferedStream()) {
      return Maps.uniqueIndex(
          format.parse(reader).stream()
              .map(DataSet::parse)
              .collect(ImmutableList.toImmutableList()),
          DataSet::id);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the resource " + NAME, e);
    }
  }

  /** All of them: VTAB-1k, FGVC, and those that come with the harness. */
  public static ImmutableList<DataSet> all() {
    return ALL.get().values().asList();
  }

  /** The ids of those that are read from files: VTAB-1k in the order of its tables, then FGVC. */
  public static ImmutableList<String> ofFiles() {
    return ids(false);
  }

  /** The ids of those that come with the harness. */
  public static ImmutableList<String> embedded() {
    return ids(true);
  }

  private static ImmutableList<String> ids(boolean embedded) {
    return all().stream()
        .filter(set -> set.embedded() == embedded)
        .map(DataSet::id)
        .collect(ImmutableList.toImmutableList());
  }

  /** Whether there is one of this id. */
  public static boolean knows(String id) {
    return ALL.get().containsKey(id);
  }

  /**
   * The data set of this id.
   *
   * @throws IllegalArgumentException listing the ids there are
   */
  public static DataSet get(String id) {
    DataSet set = ALL.get().get(id);
    if (set == null) {
      throw new IllegalArgumentException(
          "unknown data set '%s'; the data sets are %s%s"
              .formatted(
                  id,
                  String.join(", ", ALL.get().keySet()),
                  Names.didYouMean(id, ALL.get().keySet())));
    }
    return set;
  }
}
