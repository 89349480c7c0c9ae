package org.e2vpt.tables.report;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.e2vpt.harness.text.Amounts;
import org.e2vpt.tables.paper.Papers;
import org.e2vpt.tables.paper.WholeFile;

/** Runs over nights: a file that grows, and a page that is drawn from it. */
public final class History {

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

    /**
     * Such as {@code 4 cells over 2 nights: 2 outside their margin; steps are not tested, because
     * seeds, data, weights or settings changed}.
     */
    String headline() {
      long compared = drifts.stream().filter(d -> !Double.isNaN(d.last().margin())).count();
      long outside = drifts.stream().filter(Drift::isOutside).count();
      return String.format(
          Locale.ROOT,
          "%s over %s: %s; %s",
          Amounts.count(drifts.size(), "cell"),
          Amounts.count(nights, "night"),
          compared == 0
              ? "none has a margin"
              : outside == 0 ? "none outside its margin" : outside + " outside their margin",
          stepsInShort());
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
          ? "seeds, data, weights or settings changed"
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
