package org.e2vpt.harness.weights;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.io.Resources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.e2vpt.harness.checkpoint.TensorFile;

/**
 * How the tensors of a kind of file are named and laid out, and what they are called here: linear
 * weights are (out, in), queries, keys and values lie apart. A map holds for every depth and width.
 *
 * @param name as {@code timm-vit mae-norm}: the CSV files that it is made of
 * @param lines what becomes of each tensor; the first names one that tells this kind of file
 */
public record KeyMap(String name, ImmutableList<KeyLine> lines) {

  private static final int MAX_MODELS = 10;

  /** A line that a tensor belongs to, and with which indices. */
  record Match(KeyLine line, ImmutableSortedMap<String, Integer> indices) {}

  /**
   * Reads a map.
   *
   * @param name of CSV files, separated by spaces
   */
  public static KeyMap named(String name) {
    return new KeyMap(
        name,
        Splitter.on(' ')
            .splitToStream(name)
            .flatMap(part -> csv(part).stream())
            .map(KeyLine::parse)
            .collect(ImmutableList.toImmutableList()));
  }

  /** The lines of a CSV file beside this class. */
  static List<CSVRecord> csv(String name) {
    try (CSVParser parser =
        CSVParser.parse(
            Resources.getResource(KeyMap.class, name + ".csv"),
            StandardCharsets.UTF_8,
            CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get())) {
      return parser.getRecords();
    } catch (IOException e) {
      throw new UncheckedIOException("the shipped key map %s cannot be read".formatted(name), e);
    }
  }

  /** The line of a tensor, whose name is given without the prefix. */
  Optional<Match> match(String key) {
    return lines.stream()
        .flatMap(line -> line.theirs().match(key).map(found -> new Match(line, found)).stream())
        .findFirst();
  }

  /**
   * What comes before the names of the map in a file, such as {@code state_dict.module.}; several
   * if the file holds several models, of which the first few are enough, none if it is of another
   * kind.
   */
  ImmutableList<String> prefixes(TensorFile file) {
    String first = lines.get(0).theirs().toString();
    return file.tensors().keySet().stream()
        .filter(key -> key.equals(first) || key.endsWith("." + first))
        .limit(MAX_MODELS)
        .map(key -> key.substring(0, key.length() - first.length()))
        .collect(ImmutableList.toImmutableList());
  }

  /** How many tensors of the file it knows. */
  long known(TensorFile file) {
    return prefixes(file).stream().flatMap(prefix -> known(file, prefix)).count();
  }

  private Stream<String> known(TensorFile file, String prefix) {
    return file.tensors().keySet().stream()
        .filter(key -> key.startsWith(prefix))
        .filter(key -> match(key.substring(prefix.length())).isPresent());
  }

  /**
   * Applies the map to a file.
   *
   * @throws IllegalArgumentException naming the file and the tensor that is missing, unknown or
   *     misshapen, with both shapes
   */
  public Mapping apply(TensorFile file) {
    return new MappingBuilder(this, file).build();
  }
}
