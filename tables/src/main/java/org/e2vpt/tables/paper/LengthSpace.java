package org.e2vpt.tables.paper;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import java.util.List;
import java.util.Locale;

/**
 * Where a setting is searched that the paper publishes for no task.
 *
 * @param method id of the tuning method
 * @param backbones ids of those that it is for
 * @param option of the method
 * @param grid what is tried
 * @param recommended what is taken without a search
 * @param released whether the released commands have a value for each task
 * @param known what says the values without a search, unless a run chooses otherwise
 * @param source of both
 */
public record LengthSpace(
    String method,
    ImmutableList<String> backbones,
    String option,
    ImmutableSortedSet<Integer> grid,
    int recommended,
    boolean released,
    Known known,
    String source) {

  /** Where values are known from. */
  public enum Known {
    /** Nowhere: they are searched. */
    NO,
    /** The released commands. */
    RELEASED,
    /** The tuned share that is printed for each task. */
    INFERRED
  }

  static final String FILE = "lengths.csv";

  static final List<String> COLUMNS =
      List.of(
          "method", "backbones", "option", "grid", "recommended", "released", "known", "source");

  static LengthSpace parse(CsvLine line) {
    return new LengthSpace(
        line.text("method"),
        line.words("backbones"),
        line.text("option"),
        line.integers("grid"),
        line.integer("recommended"),
        line.yes("released"),
        line.parse(
            "known",
            "no, released or inferred",
            word -> Known.valueOf(word.toUpperCase(Locale.ROOT))),
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
    return rest.isEmpty() ? only(value) : only(rest, rest.first());
  }

  /** A space with nothing to choose. */
  public LengthSpace only(int value) {
    return only(ImmutableSortedSet.of(value), value);
  }

  /** Some of it. */
  public LengthSpace only(ImmutableSortedSet<Integer> some, int best) {
    return new LengthSpace(method, backbones, option, some, best, released, known, source);
  }
}
