package org.e2vpt.tables.paper;

import static com.google.common.collect.ImmutableSetMultimap.toImmutableSetMultimap;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSetMultimap;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Sets;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.e2vpt.harness.names.Names;

/**
 * A paper: a folder of CSV files that says what it prints, or what was recorded, and how each row
 * is run.
 *
 * <pre>
 *   paper.csv            what it is (PaperInfo)
 *   tables.csv           its tables, in their order
 *   tables/TABLE.csv     their cells, as printed (PrintedCell)
 *   rows.csv             a line a row: backbone, method, options, recipe (PaperRow)
 *   tasks.csv            its data sets (PaperTask)
 *   recipes.csv          optimisers, learning rates, epochs (PaperRecipe)
 *   noise.csv            what a difference must reach to matter, and what is known of chance (Noise)
 *   presets.csv          where its text and its code differ (Presets), or those of another paper
 *
 *   lengths.csv tuned.csv                what is searched, and what is known not to need it
 *   shares.csv counted.csv               what tuned shares are made of, and what is counted
 *   per_task.csv per_task_sources.csv    what others printed of single tasks
 *   claims.csv questions.csv             what it claims, and what a report answers first
 *   figures.csv                          what is drawn
 *   differences.csv causes.csv           what is run otherwise, and why a number may be off
 *   recorded.csv                         runs of this program that later runs are compared with
 * </pre>
 *
 * <p>The files of the second part may be left out. How to add a paper is in {@code
 * docs/add-a-paper.md}.
 */
public final class Paper {

  private final String id;
  private final PaperInfo info;
  private final Presets presets;
  private final ImmutableList<PaperTask> tasks;
  private final ImmutableMap<String, PaperRow> rows;
  private final ImmutableList<PaperRecipe> recipes;
  private final ImmutableMap<String, PrintedTable> tables;
  private final Noise noise;
  private final ImmutableList<Repeats> repeats;
  private final ImmutableList<LengthSpace> lengths;
  private final ImmutableList<TunedSetting> tuned;
  private final ImmutableList<ShareNote> shares;
  private final ImmutableList<CountedMethod> counted;
  private final ImmutableList<TaskValue> values;
  private final ImmutableSortedMap<String, String> files;
  private final ImmutableList<TaskValue.Source> valueSources;
  private final ImmutableList<Claim> claims;
  private final ImmutableList<Question> questions;
  private final ImmutableList<PaperFigure> figures;
  private final ImmutableList<Difference> differences;
  private final ImmutableList<Cause> causes;
  private final Optional<RecordedRuns> recording;

  private Paper(PaperFolder folder, Map<String, Paper> others) throws IOException {
    id = folder.id();
    files = folder.sha256();
    info = PaperInfo.read(folder);
    presets = presets(folder, others);
    tasks = folder.read(PaperTask.FILE, PaperTask.COLUMNS, PaperTask::parse);
    requireOnce(folder.name(PaperTask.FILE), tasks, PaperTask::id);
    rows = rows(folder);
    recipes = folder.read(PaperRecipe.FILE, PaperRecipe.COLUMNS, PaperRecipe::parse);
    tables = tables(folder);
    noise = Noise.read(folder);
    ImmutableSetMultimap<String, String> ofTables =
        rows.values().stream().collect(toImmutableSetMultimap(PaperRow::table, PaperRow::row));
    repeats =
        folder.readIfAny(
            Repeats.FILE, Repeats.COLUMNS, line -> Repeats.parse(line, ofTables, tasks));
    lengths = folder.readIfAny(LengthSpace.FILE, LengthSpace.COLUMNS, LengthSpace::parse);
    tuned = folder.readIfAny(TunedSetting.FILE, TunedSetting.COLUMNS, TunedSetting::parse);
    shares =
        folder.readIfAny(
            ShareNote.FILE, ShareNote.COLUMNS, line -> ShareNote.parse(line, ofTables));
    counted = folder.readIfAny(CountedMethod.FILE, CountedMethod.COLUMNS, CountedMethod::parse);
    values = folder.readIfAny(TaskValue.FILE, TaskValue.COLUMNS, TaskValue::parse);
    valueSources =
        folder.readIfAny(TaskValue.Source.FILE, TaskValue.Source.COLUMNS, TaskValue.Source::parse);
    claims = folder.readIfAny(Claim.FILE, Claim.COLUMNS, Claim::parse);
    questions =
        folder.readIfAny(
            Question.FILE,
            Question.COLUMNS,
            line -> Question.parse(line, ImmutableSet.copyOf(ofTables.values())));
    figures =
        folder.readIfAny(
            PaperFigure.FILE, PaperFigure.COLUMNS, line -> PaperFigure.parse(line, ofTables));
    differences =
        folder.readIfAny(
            Difference.FILE, Difference.COLUMNS, line -> Difference.parse(line, ofTables));
    causes = folder.readIfAny(Cause.FILE, Cause.COLUMNS, Cause::parse);
    recording = RecordedRuns.readIfAny(folder);
    requireRecipes(folder);
    requireTablesOfRows(folder);
    requireMargins(folder);
    requirePresets(folder);
  }

  /**
   * Reads a paper's folder.
   *
   * @param others by id: it may have the presets of one of them
   * @throws IllegalArgumentException naming file and line of what is wrong
   */
  public static Paper load(Path folder, Map<String, Paper> others) throws IOException {
    return new Paper(new PaperFolder(folder), others);
  }

  private Presets presets(PaperFolder folder, Map<String, Paper> others) throws IOException {
    if (info.presets().equals(id)) {
      return Presets.read(folder);
    }
    if (folder.has(Presets.FILE)) {
      throw new IllegalArgumentException(
          "%s: 'presets' names another paper's, but there is a %s: remove one of them"
              .formatted(folder.name(PaperInfo.FILE), Presets.FILE));
    }
    Paper other = others.get(info.presets());
    if (other == null) {
      throw new IllegalArgumentException(
          "%s: 'presets' must be a paper with a %s, got '%s'"
              .formatted(folder.name(PaperInfo.FILE), Presets.FILE, info.presets()));
    }
    return other.presets;
  }

  private static ImmutableMap<String, PaperRow> rows(PaperFolder folder) throws IOException {
    Map<String, PaperRow> rows = new LinkedHashMap<>();
    var unused =
        folder.read(
            PaperRow.FILE,
            PaperRow.COLUMNS,
            line -> {
              PaperRow row = PaperRow.parse(line, rows);
              if (rows.putIfAbsent(row.key(), row) != null) {
                throw new IllegalArgumentException("row '%s' occurs twice".formatted(row.key()));
              }
              return row;
            });
    return ImmutableMap.copyOf(rows);
  }

  private ImmutableMap<String, PrintedTable> tables(PaperFolder folder) throws IOException {
    Map<String, PrintedTable> read = new LinkedHashMap<>();
    List<PrintedTable> listed =
        folder.read(
            PrintedTable.FILE,
            PrintedTable.FILE_COLUMNS,
            line ->
                new PrintedTable(
                    new TableId(id, line.text("table")),
                    line.text("title"),
                    line.text("about"),
                    ImmutableList.of()));
    requireOnce(folder.name(PrintedTable.FILE), listed, table -> table.id().table());
    for (PrintedTable table : listed) {
      String file = "tables/" + table.id().table() + ".csv";
      ImmutableList<PrintedCell> cells =
          folder.read(
              file,
              PrintedTable.COLUMNS,
              line -> PrintedTable.parse(line, table.id(), rows, tasks));
      requireOnce(folder.name(file), cells, cell -> cell.row() + " " + cell.column());
      read.put(
          table.id().table(), new PrintedTable(table.id(), table.title(), table.about(), cells));
    }
    return ImmutableMap.copyOf(read);
  }

  private static <T> void requireOnce(String file, List<T> values, Function<T, String> name) {
    Set<String> names = new HashSet<>();
    for (T value : values) {
      if (!names.add(name.apply(value))) {
        throw new IllegalArgumentException(
            "%s: '%s' occurs twice".formatted(file, name.apply(value)));
      }
    }
  }

  private void requireRecipes(PaperFolder folder) {
    for (PrintedTable table : tables.values()) {
      for (PrintedCell cell : table.cells()) {
        for (String task : cell.tasks()) {
          if (!presets.protocols().values().stream()
              .allMatch(protocol -> findRecipe(cell.of(), task(task), protocol).isPresent())) {
            throw new IllegalArgumentException(
                "%s has no recipe '%s' for %s, which row '%s' of %s needs"
                    .formatted(
                        folder.name(PaperRecipe.FILE),
                        cell.of().recipe(),
                        task(task).group().benchmark(),
                        cell.row(),
                        table.id()));
          }
        }
      }
    }
  }

  private void requireTablesOfRows(PaperFolder folder) {
    Set<String> printed = new HashSet<>();
    for (PrintedTable table : tables.values()) {
      table.rows().forEach(row -> printed.add(table.id().table() + "/" + row));
    }
    for (String row : rows.keySet()) {
      if (!printed.contains(row)) {
        throw new IllegalArgumentException(
            "%s has a row '%s' that is in no table".formatted(folder.name(PaperRow.FILE), row));
      }
    }
  }

  private void requireMargins(PaperFolder folder) {
    Set<String> printed = new LinkedHashSet<>();
    for (PrintedTable table : tables.values()) {
      table.cells().forEach(cell -> printed.add(table.id() + ", column " + cell.column()));
    }
    Set<String> known = new LinkedHashSet<>();
    noise.margins().forEach(margin -> known.add(margin.table() + ", column " + margin.column()));
    for (String place : Sets.difference(printed, known)) {
      throw new IllegalArgumentException(
          "%s has no margin for %s".formatted(folder.name(Noise.FILE), place));
    }
    for (String place : Sets.difference(known, printed)) {
      throw new IllegalArgumentException(
          "%s has a margin for %s, which does not exist".formatted(folder.name(Noise.FILE), place));
    }
  }

  private void requirePresets(PaperFolder folder) {
    requirePreset(folder.name(PaperInfo.FILE), info.preset());
    for (PaperRow row : rows.values()) {
      requirePreset(folder.name(PaperRow.FILE), row.preset());
    }
    for (Difference difference : differences) {
      requirePreset(folder.name(Difference.FILE), difference.preset());
    }
  }

  private void requirePreset(String file, String preset) {
    if (!preset.isEmpty() && !presets.protocols().containsKey(preset)) {
      throw new IllegalArgumentException(
          "%s: 'preset' must be one of %s, got '%s'"
              .formatted(file, String.join(", ", presets.protocols().keySet()), preset));
    }
  }

  /** The name of its folder. */
  public String id() {
    return id;
  }

  /** Sha256 of the files of its folder, by their names below it. */
  public ImmutableSortedMap<String, String> files() {
    return files;
  }

  /** What it is. */
  public PaperInfo info() {
    return info;
  }

  /** The protocols that it has names for. */
  public Presets presets() {
    return presets;
  }

  /** Its tables by id, in their order. */
  public ImmutableMap<String, PrintedTable> tables() {
    return tables;
  }

  /**
   * A table.
   *
   * @throws IllegalArgumentException naming those that it has
   */
  public PrintedTable table(String table) {
    PrintedTable found = tables.get(table);
    if (found == null) {
      throw new IllegalArgumentException(
          "%s has no table '%s'; it has %s%s"
              .formatted(
                  id,
                  table,
                  String.join(", ", tables.keySet()),
                  Names.didYouMean(table, tables.keySet())));
    }
    return found;
  }

  /** Its data sets, in the order in which it lists them. */
  public ImmutableList<PaperTask> tasks() {
    return tasks;
  }

  /**
   * One of its data sets.
   *
   * @throws IllegalArgumentException if it has none of that id
   */
  public PaperTask task(String task) {
    return tasks.stream()
        .filter(each -> each.id().equals(task))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("%s has no task '%s'".formatted(id, task)));
  }

  /** All rows, table by table. */
  public ImmutableList<PaperRow> rows() {
    return rows.values().asList();
  }

  /**
   * A row.
   *
   * @throws IllegalArgumentException if its table has none of that id
   */
  public PaperRow row(String table, String row) {
    PaperRow found = rows.get(table + "/" + row);
    if (found == null) {
      throw new IllegalArgumentException("%s/%s has no row '%s'".formatted(id, table, row));
    }
    return found;
  }

  /** Whether it has the row {@code paper/table/row}. */
  boolean has(String row) {
    return row.startsWith(id + "/") && rows.containsKey(row.substring(id.length() + 1));
  }

  /**
   * How a row is trained on a task, in a protocol.
   *
   * @throws IllegalArgumentException if no line is for a protocol that is no preset
   */
  public PaperRecipe recipe(PaperRow row, PaperTask task, Protocol protocol) {
    return findRecipe(row, task, protocol)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "%s/%s has no recipe '%s' for %s in the protocol %s"
                        .formatted(
                            id,
                            PaperRecipe.FILE,
                            row.recipe(),
                            task.group().benchmark(),
                            presets.label(protocol))));
  }

  private Optional<PaperRecipe> findRecipe(PaperRow row, PaperTask task, Protocol protocol) {
    return recipes.stream()
        .filter(recipe -> recipe.id().equals(row.recipe()) && recipe.isOn(task.group(), protocol))
        .findFirst();
  }

  /** What was decided and known about chance before anything was run. */
  public Noise noise() {
    return noise;
  }

  /**
   * How many campaigns of a row on a task belong to a run of its table: 1 unless it is repeated.
   */
  public int campaigns(PaperRow row, PaperTask task) {
    return Repeats.campaigns(repeats, row, task.id());
  }

  /** What is searched of a row's options. */
  public Stream<LengthSpace> lengths(PaperRow row) {
    return lengths.stream().filter(space -> space.isFor(row));
  }

  /** What somebody published for a row on a task, if anybody did. */
  public Optional<TunedSetting> tuned(PaperRow row, PaperTask task) {
    return tuned.stream().filter(setting -> setting.isFor(row, task.id())).findFirst();
  }

  /** What its shares of tuned numbers are made of. */
  public ImmutableList<ShareNote> shares() {
    return shares;
  }

  /** What is counted of methods without running them. */
  public ImmutableList<CountedMethod> counted() {
    return counted;
  }

  /** What rows reached on single tasks, as printed by others. */
  public ImmutableList<TaskValue> values() {
    return values;
  }

  /** Who printed these. */
  public ImmutableList<TaskValue.Source> valueSources() {
    return valueSources;
  }

  /** What it claims, by number. */
  public ImmutableList<Claim> claims() {
    return claims;
  }

  /** What a report on it answers first. */
  public ImmutableList<Question> questions() {
    return questions;
  }

  /** What is drawn of its tables. */
  public ImmutableList<PaperFigure> figures() {
    return figures;
  }

  /** What is drawn of a table. */
  public Stream<PaperFigure> figures(PaperFigure.Kind kind, String table) {
    return figures.stream().filter(figure -> figure.kind() == kind && figure.table().equals(table));
  }

  /** What of a table is run otherwise than in the paper. */
  public Stream<Difference> differences(String table) {
    return differences.stream()
        .filter(difference -> difference.isOf(table))
        .filter(
            difference ->
                difference.column().isEmpty()
                    || table(table).cells().stream()
                        .anyMatch(cell -> cell.isOf(difference.column())));
  }

  /** Why its numbers may be off. */
  public ImmutableList<Cause> causes() {
    return causes;
  }

  /** What a table's cells are compared with: runs that were recorded, or what is printed. */
  public Reference reference(String table) {
    if (info.recorded()) {
      return recording
          .<Reference>map(recorded -> recorded.of(table))
          .orElse(RecordedReference.NONE);
    }
    return new PrintedReference(table(table).cells(), values, Provenance.printedIn(info));
  }
}
