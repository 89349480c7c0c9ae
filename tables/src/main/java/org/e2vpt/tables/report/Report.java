package org.e2vpt.tables.report;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Path;
import org.e2vpt.tables.paper.Papers;
import org.e2vpt.tables.paper.WholeFile;

/**
 * Renders a run directory's {@code cells.csv}, {@code runs.csv}, {@code provenance.csv} and {@code
 * curves/} as a page for people: a pure function of these files.
 */
public final class Report {

  /** The files' names. */
  public static final ImmutableList<String> PAGES = ImmutableList.of("index.html", "summary.md");

  private Report() {}

  /** Writes {@code index.html} and {@code summary.md} into the run directory. */
  public static Tally render(Papers papers, Path runDirectory) throws IOException {
    return render(papers, runDirectory, runDirectory);
  }

  /**
   * Writes {@code index.html} and {@code summary.md} of a run into a folder that is there.
   *
   * @return the answer in numbers
   * @throws IllegalArgumentException if a file is missing or wrong, naming file and line
   */
  public static Tally render(Papers papers, Path runDirectory, Path folder) throws IOException {
    Page page = Page.of(Results.read(papers, runDirectory));
    WholeFile.write(folder.resolve("index.html"), Templates.render("page.jte", page));
    WholeFile.write(folder.resolve("summary.md"), Markdown.of(page));
    return page.tally();
  }
}
