package org.e2vpt.tables.plan;

import com.google.common.base.Joiner;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.e2vpt.harness.tensor.Execution;
import org.e2vpt.harness.tuning.OptionKind;
import org.e2vpt.harness.tuning.TuningMethods;
import org.e2vpt.tables.accounting.ImpliedLength;
import org.e2vpt.tables.paper.Campaigns;
import org.e2vpt.tables.paper.Difference;
import org.e2vpt.tables.paper.LengthSpace;
import org.e2vpt.tables.paper.Paper;
import org.e2vpt.tables.paper.PaperFigure;
import org.e2vpt.tables.paper.PaperRecipe;
import org.e2vpt.tables.paper.PaperRecipe.Tuned;
import org.e2vpt.tables.paper.PaperRow;
import org.e2vpt.tables.paper.PaperTask;
import org.e2vpt.tables.paper.PlanChoices.Pixels;
import org.e2vpt.tables.paper.Protocol;
import org.e2vpt.tables.paper.TableId;
import org.e2vpt.tables.paper.TunedSetting;

/**
 * A paper's experiments: which rows train what, with which recipe and search.
 *
 * @param paper whose rows they are
 * @param protocol where the paper and its released code differ
 * @param budget how much of the search is run
 * @param lengths where lengths that are not published come from
 * @param search whether settings race
 * @param repeats how many campaigns of each row and task are run; empty for as many as the paper's
 *     {@code repeats.csv} says
 * @param seeds of the final trials
 * @param execution in which precision, and with which shortcuts
 */
public record PaperPlan(
    Paper paper,
    Protocol protocol,
    Budget budget,
    Lengths lengths,
    Search search,
    OptionalInt repeats,
    ImmutableList<Integer> seeds,
    Execution execution) {

  /** What the plans' trials are made of that this package does not know. */
  public interface World {

    /** Sha256 of a backbone, by its id. */
    String weights(String backbone);

    /** Sha256 of a task's images, by its id and the decoder that is chosen for them. */
    String data(String task, Pixels pixels);

    /** Names of the protocol's choices that a method reads on a backbone. */
    ImmutableSet<String> choices(String method, String backbone);

    /** Whether images go through the whole of a backbone as it is, whatever a method trains. */
    boolean freezesEncoder(String method, String backbone);

    /** What a task's printed tuned share says of the number of prompts in a block, if it does. */
    Optional<ImpliedLength> implied(Paper paper, PaperRow row, PaperTask task);
  }

  public PaperPlan {
    refusal(paper, budget, lengths, repeats, seeds)
        .ifPresent(
            reason -> {
              throw new IllegalArgumentException(reason);
            });
    Campaigns.requireDifferent(seeds);
  }

  /** Why a budget does not go with these, if it does not. */
  public static Optional<String> refusal(
      Paper paper, Budget budget, Lengths lengths, OptionalInt repeats, List<Integer> seeds) {
    if (budget != Budget.PAPER && lengths == Lengths.PAPER_GRID) {
      return Optional.of(
          "lengths paper-grid are searched, and budget %s searches none: take lengths known,"
                  .formatted(budget.word())
              + " released or inferred");
    }
    if (seeds.size() > budget.mostSeeds()) {
      return Optional.of("budget %s has one seed, got %s".formatted(budget.word(), seeds));
    }
    int campaigns = repeats.orElse(1);
    if (campaigns < 1 || campaigns > Campaigns.MOST) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "repeats must be a whole number from 1 to %d; got '%d'",
              Campaigns.MOST,
              campaigns));
    }
    if (campaigns > 1 && budget == Budget.TUNED) {
      return Optional.of(
          "budget tuned has no search to repeat: ask for more seeds, or for budget paper");
    }
    return campaigns > 1 && paper.info().recorded()
        ? Optional.of(
            "%s is compared with recorded runs of one search each, so there is nothing to compare a repeat of a search with: omit repeats"
                .formatted(paper.id()))
        : Optional.empty();
  }

  /**
   * How many campaigns of a row and a task are run. Those that the paper asks for are of its whole
   * search, so smaller budgets have none.
   */
  public int campaigns(PaperRow row, PaperTask task) {
    return repeats.orElse(budget == Budget.PAPER ? paper.campaigns(row, task) : 1);
  }

  /** What of a table is run otherwise than in the paper. */
  public ImmutableList<Difference> differences(String table) {
    return paper
        .differences(table)
        .filter(
            difference ->
                difference.preset().isEmpty()
                    || difference.preset().equals(paper.presets().nearest(protocol)))
        .collect(ImmutableList.toImmutableList());
  }

  /** The seeds of a row's final runs. */
  public ImmutableList<Integer> seeds(PaperRow row) {
    return row.runs() == 0 ? seeds : seeds.subList(0, Math.min(row.runs(), seeds.size()));
  }

  /** The run's, unless the row has a preset of its own; and the choices that are the row's. */
  private Protocol protocol(PaperRow row) {
    Protocol preset = row.preset().isEmpty() ? protocol : paper.presets().get(row.preset());
    return preset.unlessAsked(row.choices());
  }

  /** The experiments of one row on one task, in its first campaign. */
  public RowPlan plan(PaperRow row, PaperTask task, World world) {
    Protocol ofRow = protocol(row);
    PaperRecipe recipe = paper.recipe(row, task, ofRow);
    Optional<TunedSetting> published =
        budget == Budget.PAPER ? Optional.empty() : paper.tuned(row, task);
    Tuned tuned = published.map(setting -> setting.tuned(recipe.tuned())).orElse(recipe.tuned());
    Variants variants =
        published
            .map(setting -> Variants.of(setting.options()))
            .orElseGet(() -> variants(row, task, world));
    String backbone = row.backbone();
    return new RowPlan(
        new Row(
            new TableId(paper.id(), row.table()).toString(),
            row.row(),
            row.title(),
            row.method(),
            backbone,
            ofRow,
            row.options(),
            budget
                .search(recipe, tuned, variants)
                .in(world.freezesEncoder(row.method(), backbone) ? Race.NONE : search.race()),
            row.prunes() ? budget.pruning(recipe, tuned) : PruneSpace.NONE),
        world.weights(backbone),
        task.id(),
        world.data(task.id(), ofRow.plan().pixels()),
        world.choices(row.method(), backbone),
        1,
        seeds(row),
        paper
            .figures(PaperFigure.Kind.DISK, row.table())
            .anyMatch(figure -> figure.shows(row.row(), task.id())),
        execution);
  }

  /** The lengths of a row on a task: one of each, or those to be searched. */
  private Variants variants(PaperRow row, PaperTask task, World world) {
    Variants variants = Variants.of(ImmutableSortedMap.of());
    for (LengthSpace space : spaces(row)) {
      variants = variants.times(left(row, space, task, world));
    }
    return variants;
  }

  private List<LengthSpace> spaces(PaperRow row) {
    return paper.lengths(row).toList();
  }

  /** What is left to choose in a space. */
  private LengthSpace left(PaperRow row, LengthSpace space, PaperTask task, World world) {
    return switch (lengths) {
      case KNOWN ->
          switch (space.known()) {
            case NO -> space;
            case RELEASED -> released(space, task);
            case INFERRED -> inferred(row, space, task, world);
          };
      case PAPER_GRID -> space;
      case RELEASED -> released(space, task);
      case INFERRED -> inferred(row, space, task, world);
    };
  }

  private static LengthSpace released(LengthSpace space, PaperTask task) {
    return space.released() ? space.only(task.released(space.option())) : space;
  }

  /**
   * How the lengths of a row on a task follow from what is printed, in a sentence; empty if they do
   * not.
   */
  public Optional<String> inference(PaperRow row, PaperTask task, World world) {
    if (budget != Budget.PAPER && paper.tuned(row, task).isPresent()) {
      return Optional.empty();
    }
    return spaces(row).stream()
        .filter(space -> isInferred(space))
        .findFirst()
        .flatMap(
            space ->
                world
                    .implied(paper, row, task)
                    .map(
                        implied ->
                            "%s %s: %s"
                                .formatted(
                                    space.option(),
                                    Joiner.on(", ").join(left(row, space, task, world).grid()),
                                    implied.arithmetic())));
  }

  private boolean isInferred(LengthSpace space) {
    return lengths == Lengths.INFERRED
        || (lengths == Lengths.KNOWN && space.known() == LengthSpace.Known.INFERRED);
  }

  /**
   * What a printed share leaves to choose. It counts all prompts of a block, so the first of a
   * row's lengths is what the others leave of them; these are as released, or as recommended where
   * nothing was released. Where prompts are pruned, the share counts those that are left: before,
   * there were at least as many.
   */
  private LengthSpace inferred(PaperRow row, LengthSpace space, PaperTask task, World world) {
    Optional<ImpliedLength> implied = world.implied(paper, row, task);
    ImmutableSet<String> prompts = TuningMethods.get(row.method()).options(OptionKind.LENGTH);
    List<LengthSpace> lengths =
        spaces(row).stream().filter(each -> prompts.contains(each.option())).toList();
    if (implied.isEmpty() || !lengths.contains(space)) {
      return space;
    }
    if (lengths.size() == 1) {
      return fitting(space, implied.get());
    }
    int left = Math.max(1, (int) Math.round(implied.get().exact()));
    for (LengthSpace other : lengths.subList(1, lengths.size())) {
      int length = other.released() ? task.released(other.option()) : other.recommended();
      int taken = Math.min(length, Math.max(1, left - 1));
      if (other.equals(space)) {
        return space.only(taken);
      }
      left = Math.max(1, left - taken);
    }
    return row.prunes() ? space.atLeast(left) : space.only(left);
  }

  /** Those of the grid that fit a printed share, or the nearest below and above. */
  private static LengthSpace fitting(LengthSpace space, ImpliedLength implied) {
    ImmutableSortedSet<Integer> grid = space.grid();
    double x = implied.exact();
    ImmutableSortedSet<Integer> fitting =
        grid.stream()
            .filter(implied::fits)
            .collect(ImmutableSortedSet.toImmutableSortedSet(Comparator.naturalOrder()));
    ImmutableSortedSet<Integer> left =
        fitting.isEmpty()
            ? Stream.of(grid.floor((int) Math.floor(x)), grid.ceiling((int) Math.ceil(x)))
                .flatMap(Stream::ofNullable)
                .collect(ImmutableSortedSet.toImmutableSortedSet(Comparator.naturalOrder()))
            : fitting;
    return space.only(
        left, Collections.min(left, Comparator.comparingDouble(length -> Math.abs(length - x))));
  }
}
