package org.e2vpt.tables.paper;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import java.util.List;

/**
 * Where a setting is searched that the paper publishes for no task.
 *
 * @param method id of the tuning method
 * @param backbones ids of those that it is for
 * @param option of the method
 * @param grid what is tried
 * @param recommended what is taken without a search
 * @param released whether the released commands have a value for each task
 * @param source of both
 */
public record LengthSpace(
    String method,
    ImmutableList<String> backbones,
    String option,
    ImmutableSortedSet<Integer> grid,
    int recommended,
    boolean released,
    String source) {

  static final String FILE = "lengths.csv";

  static final List<String> COLUMNS =
      List.of("method", "backbones", "option", "grid", "recommended", "released", "source");

  static LengthSpace parse(CsvLine line) {
    return new LengthSpace(
        line.text("method"),
        line.words("backbones"),
        line.text("option"),
        line.integers("grid"),
        line.integer("recommended"),
        line.yes("released"),
        line.text("source"));
  }

  public boolean isFor(PaperRow row) {
    return row.method().equals(method)
        && backbones.contains(row.backbone())
        && !row.options().containsKey(option);
  }

  /**
   * What of it is not below a value, the smallest recommended; the value itself if all of it is.
   */
  public LengthSpace atLeast(int value) {
    ImmutableSortedSet<Integer> rest = grid.tailSet(value, true);
    return rest.isEmpty()
        ? only(value)
        : new LengthSpace(method, backbones, option, rest, rest.first(), released, source);
  }

  /** A space with nothing to choose. */
  public LengthSpace only(int value) {
    return new LengthSpace(
        method, backbones, option, ImmutableSortedSet.of(value), value, released, source);
  }
}
