package org.e2vpt.tables.paper;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.io.Reader;
import java.util.function.Function;

/**
 * A cell of a column "Tuned/Total", and what it is thought to be made of.
 *
 * @param table its number, 1 to 4
 * @param backbone the id of an architecture
 * @param row as printed; in Table 4 the techniques that are ticked
 * @param task whose column it is; empty for the mean over all tasks
 * @param pruning the column "Pruning" beside it, in percent; empty if there is none
 * @param printed as printed, in percent
 * @param method the id of a tuning method
 * @param options of the method, {@code name=value} separated by spaces
 * @param free what the paper leaves open: {@code visual}, {@code kv}, {@code prompts} or {@code
 *     bottleneck}; empty if nothing
 * @param candidates values of it that the paper says it tried (§4.3, "Prompt Length"), separated by
 *     spaces; empty if tasks may differ
 * @param note what else there is to know
 */
public record TunedShare(
    int table,
    String backbone,
    String row,
    String task,
    String pruning,
    Printed printed,
    String method,
    String options,
    String free,
    String candidates,
    String note) {

  private static final CsvTable<TunedShare> CSV =
      new CsvTable<>(
          ImmutableMap.<String, Function<TunedShare, String>>builder()
              .put("table", cell -> Integer.toString(cell.table()))
              .put("backbone", TunedShare::backbone)
              .put("row", TunedShare::row)
              .put("task", TunedShare::task)
              .put("pruning", TunedShare::pruning)
              .put("printed", cell -> cell.printed().text())
              .put("method", TunedShare::method)
              .put("options", TunedShare::options)
              .put("free", TunedShare::free)
              .put("candidates", TunedShare::candidates)
              .put("note", TunedShare::note)
              .buildOrThrow(),
          line ->
              new TunedShare(
                  line.integer("table"),
                  line.text("backbone"),
                  line.text("row"),
                  line.text("task"),
                  line.text("pruning"),
                  line.parse("printed", "a number", Printed::new),
                  line.text("method"),
                  line.text("options"),
                  line.text("free"),
                  line.text("candidates"),
                  line.text("note")));

  /** All cells, in the order of the tables. */
  public static ImmutableList<TunedShare> load() throws IOException {
    try (Reader reader = Resources.open("tuned_share.csv", "the build is broken")) {
      return CSV.read(reader, "tuned_share.csv");
    }
  }
}
