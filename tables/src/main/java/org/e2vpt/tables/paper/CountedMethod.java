package org.e2vpt.tables.paper;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.List;

/**
 * A method with options whose tuned numbers are counted: a line of {@code counted.csv}.
 *
 * @param method id of the tuning method
 * @param options with the words that {@link ShareNote#options} has too
 * @param backbones ids of those that it is counted on
 */
public record CountedMethod(
    String method, ImmutableMap<String, String> options, ImmutableList<String> backbones) {

  static final String FILE = "counted.csv";

  static final List<String> COLUMNS = List.of("method", "options", "backbones");

  static CountedMethod parse(CsvLine line) {
    return new CountedMethod(
        line.text("method"), ImmutableMap.copyOf(line.options("options")), line.words("backbones"));
  }
}
