package org.e2vpt.tables.paper;

import java.util.List;

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

  static final String FILE = "claims.csv";

  static final List<String> COLUMNS =
      List.of("claim", "place", "text", "check", "inputs", "aggregators", "known", "note");

  static Claim parse(CsvLine line) {
    return new Claim(
        line.integer("claim"),
        line.text("place"),
        line.text("text"),
        line.text("check"),
        line.text("inputs"),
        line.text("aggregators"),
        line.text("known"),
        line.text("note"));
  }

  /** The claim alone, without what is known of the paper's own numbers. */
  public Claim unanswered() {
    return new Claim(number, place, text, check, inputs, aggregators, "", "");
  }
}
