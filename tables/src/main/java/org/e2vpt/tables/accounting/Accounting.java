package org.e2vpt.tables.accounting;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import com.google.common.io.Resources;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.e2vpt.harness.backbone.Pretrained;
import org.e2vpt.harness.data.Group;
import org.e2vpt.tables.paper.CsvFile;
import org.e2vpt.tables.paper.CsvLine;
import org.e2vpt.tables.paper.PaperTask;
import org.e2vpt.tables.paper.TunedShare;

/**
 * The numbers that every method tunes, counted from the definitions without building a tensor, and
 * the paper's columns "Tuned/Total" beside them.
 *
 * @param tasks of VTAB-1k and FGVC
 * @param settings what is counted: methods with their options
 * @param cells of the printed columns
 */
public record Accounting(
    ImmutableList<PaperTask> tasks,
    ImmutableList<Setting> settings,
    ImmutableList<TunedShare> cells) {

  /** The backbone that Table 1 tunes on FGVC too; Tables 2 and 3 have VTAB-1k alone. */
  private static final String ON_ALL_TASKS = "vit-b16.in21k";

  private static final ImmutableList<String> SETTING_COLUMNS =
      ImmutableList.of("method", "options", "backbones");

  /** A method with options, and the ids of the backbones that it is counted on. */
  record Setting(String method, String options, ImmutableList<String> backbones) {

    static Setting parse(CsvLine line) {
      return new Setting(
          line.text("method"),
          line.text("options"),
          ImmutableList.copyOf(Splitter.on(' ').split(line.text("backbones"))));
    }
  }

  /** What is shipped. */
  public static Accounting load() throws IOException {
    String settings = "settings.csv";
    try (Reader reader =
        Resources.asCharSource(
                Resources.getResource(Accounting.class, settings), StandardCharsets.UTF_8)
            .openBufferedStream()) {
      return new Accounting(
          PaperTask.load(),
          CsvFile.read(reader, settings, SETTING_COLUMNS, Setting::parse),
          TunedShare.load());
    }
  }

  /** How many numbers a backbone holds, in its published sizes. */
  public static long size(String backbone) {
    return Pretrained.model(backbone).architecture().size();
  }

  /** One line for each backbone and setting, which stands for all tasks. */
  public ImmutableList<CountLine> lines() {
    return counted()
        .map(counted -> CountLine.of(counted, tasksOf(counted.backbone())))
        .collect(ImmutableList.toImmutableList());
  }

  /** One line for each backbone, setting and task. */
  public ImmutableList<CountLine> linesOfTasks() {
    return counted()
        .flatMap(
            counted ->
                tasksOf(counted.backbone()).stream().map(task -> CountLine.of(counted, task)))
        .collect(ImmutableList.toImmutableList());
  }

  private Stream<Counted> counted() {
    return Pretrained.ids().stream()
        .flatMap(
            backbone ->
                settings.stream()
                    .filter(setting -> setting.backbones().contains(backbone))
                    .map(setting -> Counted.parse(backbone, setting.method(), setting.options())));
  }

  /**
   * A printed column, cell by cell.
   *
   * @throws IllegalArgumentException naming the tables that have one
   */
  public ImmutableList<CellAccount> table(int number) {
    ImmutableSortedSet<Integer> tables =
        cells.stream()
            .map(TunedShare::table)
            .collect(ImmutableSortedSet.toImmutableSortedSet(Comparator.naturalOrder()));
    if (!tables.contains(number)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "table %d has no column Tuned/Total; tables %s have one",
              number,
              tables.stream().map(String::valueOf).collect(Collectors.joining(", "))));
    }
    return cells.stream()
        .filter(cell -> cell.table() == number)
        .map(cell -> CellAccount.of(cell, tasksOf(cell)))
        .collect(ImmutableList.toImmutableList());
  }

  private List<PaperTask> tasksOf(TunedShare cell) {
    return cell.task().isEmpty()
        ? tasksOf(cell.backbone())
        : tasks.stream().filter(task -> task.id().equals(cell.task())).toList();
  }

  private List<PaperTask> tasksOf(String backbone) {
    return tasks.stream()
        .filter(task -> backbone.equals(ON_ALL_TASKS) || task.group() != Group.FGVC)
        .toList();
  }
}
