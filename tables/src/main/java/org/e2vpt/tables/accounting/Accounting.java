package org.e2vpt.tables.accounting;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.e2vpt.harness.backbone.Pretrained;
import org.e2vpt.harness.data.Group;
import org.e2vpt.tables.paper.CountedMethod;
import org.e2vpt.tables.paper.Paper;
import org.e2vpt.tables.paper.PaperRow;
import org.e2vpt.tables.paper.PaperTask;
import org.e2vpt.tables.paper.Printed;
import org.e2vpt.tables.paper.PrintedCell;
import org.e2vpt.tables.paper.ShareNote;

/**
 * The numbers that every method tunes, counted from the definitions without building a tensor, and
 * a paper's columns "Tuned/Total" beside them.
 *
 * @param paper whose columns they are
 */
public record Accounting(Paper paper) {

  /** How many numbers a backbone holds, in its published sizes. */
  public static long size(String backbone) {
    return Pretrained.model(backbone).architecture().size();
  }

  /**
   * How many numbers a method tunes without the last layer of the head, the same for all tasks.
   *
   * @param options of the method, none of which is {@code released}
   */
  public long tuned(String backbone, String method, ImmutableMap<String, String> options) {
    return new Counted(backbone, method, options, paper.presets())
        .withoutHead(paper.tasks().get(0))
        .tuned();
  }

  /** One line for each backbone and setting, which stands for all tasks. */
  public ImmutableList<CountLine> lines() {
    return counted()
        .map(counted -> CountLine.of(counted, tasksOf(counted.backbone())))
        .collect(toImmutableList());
  }

  /** One line for each backbone, setting and task. */
  public ImmutableList<CountLine> linesOfTasks() {
    return counted()
        .flatMap(
            counted ->
                tasksOf(counted.backbone()).stream().map(task -> CountLine.of(counted, task)))
        .collect(toImmutableList());
  }

  private Stream<Counted> counted() {
    return Pretrained.ids().stream()
        .flatMap(
            backbone ->
                paper.counted().stream()
                    .filter(setting -> setting.backbones().contains(backbone))
                    .map(setting -> counted(backbone, setting)));
  }

  private Counted counted(String backbone, CountedMethod setting) {
    return new Counted(backbone, setting.method(), setting.options(), paper.presets());
  }

  /**
   * A table's printed shares, each with what was computed.
   *
   * @throws IllegalArgumentException naming the tables that have shares
   */
  public ImmutableList<CellAccount> table(String table) {
    ImmutableList<CellAccount> accounts =
        paper.shares().stream()
            .filter(note -> note.table().equals(table))
            .map(this::account)
            .collect(toImmutableList());
    if (accounts.isEmpty()) {
      throw new IllegalArgumentException(
          "%s has no column Tuned/Total; those with one are %s"
              .formatted(
                  table,
                  String.join(
                      ", ", paper.shares().stream().map(ShareNote::table).distinct().toList())));
    }
    return accounts;
  }

  /** A printed share with what was computed, if there is one. */
  public Optional<CellAccount> share(String table, String row, String column) {
    return paper.shares().stream()
        .filter(note -> note.table().equals(table) && note.row().equals(row))
        .filter(note -> note.column().equals(column))
        .findFirst()
        .map(this::account);
  }

  private CellAccount account(ShareNote note) {
    PaperRow row = paper.row(note.table(), note.row());
    List<PrintedCell> cells =
        paper.table(note.table()).cells().stream()
            .filter(cell -> cell.row().equals(note.row()))
            .filter(cell -> note.column().isEmpty() || cell.column().equals(note.column()))
            .toList();
    Printed printed =
        cells.stream()
            .flatMap(cell -> cell.tunedShare().stream())
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "shares.csv: %s prints no share for row '%s' %s"
                            .formatted(note.table(), note.row(), note.column())));
    String backbone = row.backbone();
    List<PaperTask> tasks =
        note.column().isEmpty()
            ? cells.stream().flatMap(cell -> cell.tasks().stream()).map(paper::task).toList()
            : List.of(paper.task(note.column()));
    return CellAccount.of(
        new PrintedShare(
            backbone,
            row.title(),
            note.column(),
            cells.get(0).pruning().map(Printed::text).orElse(""),
            printed,
            note),
        new Counted(backbone, row.method(), options(row, note), paper.presets()),
        tasks);
  }

  /** The row's own without what is free, and those of the note. */
  private static ImmutableMap<String, String> options(PaperRow row, ShareNote note) {
    ImmutableMap.Builder<String, String> options = ImmutableMap.builder();
    List<String> free = note.free().isEmpty() ? List.of() : Free.parse(note.free()).names();
    row.options()
        .forEach(
            (name, word) -> {
              if (!free.contains(name)) {
                options.put(name, word);
              }
            });
    return options.putAll(note.options()).buildKeepingLast();
  }

  /** All tasks of the paper, if some table has them all for the backbone; else VTAB-1k's. */
  private List<PaperTask> tasksOf(String backbone) {
    boolean all =
        paper.tables().values().stream()
                .flatMap(table -> table.cells().stream())
                .filter(cell -> cell.of().backbone().equals(backbone))
                .flatMap(cell -> cell.tasks().stream())
                .distinct()
                .count()
            == paper.tasks().size();
    return paper.tasks().stream().filter(task -> all || task.group() != Group.FGVC).toList();
  }
}
