package org.e2vpt.tables.paper;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.io.Reader;
import java.util.function.Function;

/**
 * Something that the paper claims, and how it can be recomputed.
 *
 * @param number in the order of the audit, from 1
 * @param place where the paper says so
 * @param text what it says
 * @param check id of a computation
 * @param inputs what the computation reads, in its own words
 * @param aggregators ways to average over tasks, of which the text does not say which it means;
 *     separated by spaces, empty if nothing is averaged
 * @param known what is known to come out: the words of a conclusion
 * @param note what else there is to know; may be empty
 */
public record Claim(
    int number,
    String place,
    String text,
    String check,
    String inputs,
    String aggregators,
    String known,
    String note) {

  private static final CsvTable<Claim> CSV =
      new CsvTable<>(
          ImmutableMap.<String, Function<Claim, String>>builder()
              .put("claim", claim -> Integer.toString(claim.number()))
              .put("place", Claim::place)
              .put("text", Claim::text)
              .put("check", Claim::check)
              .put("inputs", Claim::inputs)
              .put("aggregators", Claim::aggregators)
              .put("known", Claim::known)
              .put("note", Claim::note)
              .buildOrThrow(),
          line ->
              new Claim(
                  line.integer("claim"),
                  line.text("place"),
                  line.text("text"),
                  line.text("check"),
                  line.text("inputs"),
                  line.text("aggregators"),
                  line.text("known"),
                  line.text("note")));

  /** The claim alone, without what is known of the paper's own numbers. */
  public Claim unanswered() {
    return new Claim(number, place, text, check, inputs, aggregators, "", "");
  }

  /** All claims, by number. */
  public static ImmutableList<Claim> load() throws IOException {
    try (Reader reader = Resources.open("claims.csv", "the build is broken")) {
      return CSV.read(reader, "claims.csv");
    }
  }
}
