package org.e2vpt.tables.plan;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.io.Resources;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import org.e2vpt.harness.protocol.Protocol;
import org.e2vpt.tables.paper.CsvFile;
import org.e2vpt.tables.paper.CsvLine;
import org.e2vpt.tables.paper.PaperTask;
import org.e2vpt.tables.plan.PaperRecipe.Tuned;

/**
 * The paper's own experiments: which rows train what, with which recipe and search, from the CSV
 * files beside this class.
 *
 * @param protocol where the paper and its released code differ
 * @param budget how much of the search is run
 * @param lengths where lengths that are not published come from
 * @param seeds of the final trials
 */
public record PaperPlan(
    Protocol protocol, Budget budget, Lengths lengths, ImmutableList<Integer> seeds) {

  private static final ImmutableList<PaperRow> ROWS =
      read("rows.csv", PaperRow.COLUMNS, PaperRow::parse);
  private static final ImmutableList<PaperRecipe> RECIPES =
      read("recipes.csv", PaperRecipe.COLUMNS, PaperRecipe::parse);
  private static final ImmutableList<LengthSpace> SPACES =
      read("lengths.csv", LengthSpace.COLUMNS, LengthSpace::parse);
  private static final ImmutableList<TunedSetting> TUNED =
      read("tuned.csv", TunedSetting.COLUMNS, TunedSetting::parse);
  private static final ImmutableList<Difference> DIFFERENCES =
      read("differences.csv", Difference.COLUMNS, Difference::parse);

  /** What the plans' trials are made of that this package does not know. */
  public interface World {

    /** Sha256 of a backbone, by its id. */
    String weights(String backbone);

    /** Sha256 of a task's images, by its id. */
    String data(String task);

    /** Names of the protocol's choices that a method reads on a backbone. */
    ImmutableSet<String> choices(String method, String backbone);

    /**
     * How many prompts a block has, visual and key-value ones together, if a task's printed tuned
     * share says so.
     */
    OptionalInt prompts(PaperRow row, PaperTask task);
  }

  public PaperPlan {
    if (budget != Budget.PAPER && lengths == Lengths.PAPER_GRID) {
      throw new IllegalArgumentException(
          "lengths paper-grid are searched, and budget %s searches none: take lengths released or"
                  .formatted(budget.word())
              + " inferred");
    }
    if (seeds.size() > budget.mostSeeds()) {
      throw new IllegalArgumentException(
          "budget %s has one seed, got %s".formatted(budget.word(), seeds));
    }
  }

  /**
   * What a row runs.
   *
   * @throws IllegalArgumentException if no line says it
   */
  public static PaperRow row(String table, String row) {
    return ROWS.stream()
        .filter(each -> each.table().equals(table) && each.row().equals(row))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "rows.csv says nothing of row '%s' of %s".formatted(row, table)));
  }

  /** All rows, table by table. */
  public static ImmutableList<PaperRow> rows() {
    return ROWS;
  }

  /** What of a table is run otherwise than what it is held to. */
  public ImmutableList<Difference> differences(String table) {
    return DIFFERENCES.stream()
        .filter(difference -> difference.isOf(table))
        .filter(
            difference ->
                difference.protocol().isEmpty()
                    || protocol.label().startsWith(difference.protocol()))
        .collect(ImmutableList.toImmutableList());
  }

  /**
   * The experiments of one row on one task.
   *
   * @param title of the row, as printed
   */
  public RowPlan plan(PaperRow row, String title, PaperTask task, World world) {
    PaperRecipe recipe = recipe(row, task);
    Optional<TunedSetting> published =
        TUNED.stream()
            .filter(setting -> budget != Budget.PAPER && setting.isFor(row, task.id()))
            .findFirst();
    Tuned tuned = published.map(TunedSetting::tuned).orElse(recipe.tuned());
    Variants variants =
        published
            .map(setting -> Variants.of(setting.options()))
            .orElseGet(() -> variants(row, task, world));
    String backbone = row.backbone();
    return new RowPlan(
        new Row(
            row.table(),
            row.row(),
            title,
            row.method(),
            backbone,
            protocol,
            row.options(),
            budget.search(recipe, tuned, variants),
            row.prunes() ? budget.pruning() : PruneSpace.NONE),
        world.weights(backbone),
        task.id(),
        world.data(task.id()),
        world.choices(row.method(), backbone),
        seeds);
  }

  private static PaperRecipe recipe(PaperRow row, PaperTask task) {
    return RECIPES.stream()
        .filter(recipe -> recipe.id().equals(row.recipe()) && recipe.isOn(task.group()))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "recipes.csv has no '%s' for %s"
                        .formatted(row.recipe(), task.group().title())));
  }

  /** The lengths of a row on a task: one of each, or those to be searched. */
  private Variants variants(PaperRow row, PaperTask task, World world) {
    Variants variants = Variants.of(ImmutableSortedMap.of());
    for (LengthSpace space : SPACES) {
      if (space.isFor(row)) {
        variants = variants.times(left(row, space, task, world));
      }
    }
    return variants;
  }

  /** What is left to choose in a space. */
  private LengthSpace left(PaperRow row, LengthSpace space, PaperTask task, World world) {
    return switch (lengths) {
      case PAPER_GRID -> space;
      case RELEASED -> space.released() ? space.only(released(space.option(), task)) : space;
      case INFERRED -> inferred(row, space, task, world);
    };
  }

  private static int released(String option, PaperTask task) {
    return option.equals("kv") ? task.kv() : task.visual();
  }

  /** As released, or recommended where nothing was released. */
  private static int kv(PaperRow row, PaperTask task) {
    return SPACES.stream()
        .filter(space -> space.isFor(row) && space.option().equals("kv"))
        .mapToInt(space -> space.released() ? released("kv", task) : space.recommended())
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("lengths.csv has no kv for row " + row.row()));
  }

  /**
   * What a printed share leaves to choose. Where prompts are pruned, it counts those that are left:
   * visual ones were at least as many before.
   */
  private static LengthSpace inferred(
      PaperRow row, LengthSpace space, PaperTask task, World world) {
    OptionalInt printed = world.prompts(row, task);
    if (printed.isEmpty()) {
      return space;
    }
    int prompts = Math.max(1, printed.getAsInt());
    if (!row.method().equals("e2vpt")) {
      return space.only(prompts);
    }
    int kv = Math.min(kv(row, task), Math.max(1, prompts - 1));
    if (space.option().equals("kv")) {
      return space.only(kv);
    }
    int visual = Math.max(1, prompts - kv);
    return row.prunes() ? space.atLeast(visual) : space.only(visual);
  }

  private static <T> ImmutableList<T> read(
      String name, List<String> columns, Function<CsvLine, T> parser) {
    try (Reader reader =
        Resources.asCharSource(Resources.getResource(PaperPlan.class, name), StandardCharsets.UTF_8)
            .openBufferedStream()) {
      return CsvFile.read(reader, name, columns, parser);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the resource " + name, e);
    }
  }
}
