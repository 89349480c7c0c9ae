package org.e2vpt.tables.report;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.e2vpt.harness.text.Amounts;
import org.e2vpt.tables.paper.Papers;
import org.e2vpt.tables.paper.WholeFile;

/** Runs over nights: a file that grows, and a page that is drawn from it. */
public final class History {

  /** How many cells outside their margin a headline names. */
  private static final int NAMED = 4;

  private History() {}

  /**
   * What the page says.
   *
   * @param added whether the run was new
   * @param steps every step of every cell, in a sentence
   */
  public record Answer(boolean added, ImmutableList<String> steps) {}

  /** What the page is made of. */
  record Content(int nights, ImmutableList<Drift> drifts) {

    ImmutableList<String> steps() {
      return drifts.stream()
          .flatMap(drift -> drift.sentences().stream())
          .collect(ImmutableList.toImmutableList());
    }

    /** Those outside their margin first. */
    ImmutableList<Drift> outsideFirst() {
      return drifts.stream()
          .sorted(Comparator.comparing(drift -> !drift.isOutside()))
          .collect(ImmutableList.toImmutableList());
    }

    /**
     * Such as {@code 2 of 24 cells are outside their margin: E²VPT › Natural, E²VPT › Structured; 9
     * cells have no margin}.
     */
    String headline() {
      List<Drift> compared = drifts.stream().filter(Drift::hasMargin).toList();
      List<Drift> outside = compared.stream().filter(Drift::isOutside).toList();
      int without = drifts.size() - compared.size();
      if (compared.isEmpty()) {
        return "No cell has a margin";
      }
      String where =
          outside.isEmpty()
              ? String.format(
                  Locale.ROOT,
                  "%d of %s within %s margin",
                  compared.size(),
                  Amounts.count(compared.size(), "cell"),
                  compared.size() == 1 ? "its" : "their")
              : String.format(
                  Locale.ROOT,
                  "%d of %s outside %s margin: %s",
                  outside.size(),
                  Amounts.count(compared.size(), "cell"),
                  outside.size() == 1 ? "its" : "their",
                  names(outside));
      return without == 0
          ? where
          : "%s; %s no margin"
              .formatted(where, Amounts.count(without, "cell") + (without == 1 ? " has" : " have"));
    }

    private String names(List<Drift> outside) {
      boolean oneTable = drifts.stream().map(drift -> drift.last().table()).distinct().count() == 1;
      String first =
          outside.stream()
              .limit(NAMED)
              .map(drift -> oneTable ? drift.shortName() : drift.name())
              .collect(Collectors.joining(", "));
      return outside.size() <= NAMED
          ? first
          : String.format(Locale.ROOT, "%s and %d more", first, outside.size() - NAMED);
    }

    /** The day of the last night. */
    String finished() {
      return drifts.isEmpty() ? "" : drifts.get(0).last().day();
    }

    /** Such as {@code 24 cells over 2 nights; no step}. */
    String basis() {
      return "%s over %s; %s"
          .formatted(
              Amounts.count(drifts.size(), "cell"), Amounts.count(nights, "night"), stepsInShort());
    }

    private String stepsInShort() {
      int steps = steps().size();
      long untested = drifts.stream().filter(drift -> drift.tested().isEmpty()).count();
      if (untested == drifts.size()) {
        return "steps are not tested, because " + whyUntested();
      }
      String found = steps == 0 ? "no step" : Amounts.count(steps, "step");
      return untested == 0
          ? found
          : String.format(
              Locale.ROOT, "%s; %d not tested, because %s", found, untested, whyUntested());
    }

    private String whyUntested() {
      return drifts.stream()
              .anyMatch(drift -> drift.tested().isEmpty() && !drift.changes().isEmpty())
          ? "data, weights or settings changed"
          : "that takes two nights of several seeds each";
    }

    static String plot(Drift drift) {
      return DriftPlot.svg(drift);
    }
  }

  /**
   * Adds a run to the history, unless it is there already, and draws the page beside it.
   *
   * @param file {@code history.csv}; need not exist
   * @param directory a run
   * @throws IllegalArgumentException if a file is wrong, naming file and line
   */
  public static Answer add(Papers papers, Path file, Path directory) throws IOException {
    boolean added = HistoryFile.add(papers, file, directory);
    return new Answer(added, render(file).steps());
  }

  /** The page of a history, beside it. */
  public static Path page(Path file) {
    return file.resolveSibling(file.getFileName().toString().replaceFirst("\\.csv$", "") + ".html");
  }

  static Content render(Path file) throws IOException {
    List<Night> history = HistoryFile.read(file);
    Content content =
        new Content(
            (int) history.stream().map(Night::finished).distinct().count(), Drift.of(history));
    WholeFile.write(page(file), Templates.render("history.jte", content));
    return content;
  }
}
