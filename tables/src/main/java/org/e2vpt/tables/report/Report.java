package org.e2vpt.tables.report;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.e2vpt.harness.trial.Journal;
import org.e2vpt.tables.paper.CellTable;
import org.e2vpt.tables.paper.Json;
import org.e2vpt.tables.paper.Papers;
import org.e2vpt.tables.paper.RunTable;
import org.e2vpt.tables.paper.WholeFile;

/**
 * Renders a run directory's {@code cells.csv}, {@code runs.csv}, {@code provenance.csv} and {@code
 * curves/} as a page for people: a pure function of these files.
 */
public final class Report {

  /** The pages' names. */
  public static final ImmutableList<String> PAGES = ImmutableList.of("index.html", "summary.md");

  /** The name of the same for programs. */
  public static final String SUMMARY_FOR_PROGRAMS = RunSummary.FILE;

  /** The folder of what final runs predicted of each test image, if these are a user's own. */
  public static final String PREDICTIONS = Predictions.FOLDER;

  /** The name of the small copies of such images. */
  public static final String THUMBNAILS = Thumbnails.FILE;

  /** The names of the files that they link to. */
  private static final ImmutableList<String> LINKED =
      ImmutableList.of("cells.csv", "runs.csv", "provenance.csv");

  private Report() {}

  /**
   * Writes {@code index.html}, {@code summary.md} and {@code summary.json} into the run directory.
   */
  public static Tally render(Papers papers, Path runDirectory) throws IOException {
    return render(papers, runDirectory, runDirectory);
  }

  /**
   * Writes {@code index.html}, {@code summary.md} and {@code summary.json} of a run into a folder
   * that is there, with the CSV files that they link to, the journal too.
   *
   * @return the answer in numbers
   * @throws IllegalArgumentException if a file is missing or wrong, naming file and line
   */
  public static Tally render(Papers papers, Path runDirectory, Path folder) throws IOException {
    Results results = Results.read(papers, runDirectory);
    boolean elsewhere =
        !folder.toAbsolutePath().normalize().equals(runDirectory.toAbsolutePath().normalize());
    Page page =
        elsewhere && results.journal().isPresent()
            ? Page.of(results, Journal.FILE)
            : Page.of(results);
    FolderNames names = FolderNames.of(results.provenance());
    WholeFile.write(
        folder.resolve("index.html"),
        names.in(Templates.render("page.jte", page), Templates::escape));
    WholeFile.write(folder.resolve("summary.md"), names.in(Markdown.of(page), MarkdownText::plain));
    WholeFile.write(folder.resolve(RunSummary.FILE), Json.of(RunSummary.of(results, page, names)));
    if (elsewhere) {
      for (String name : LINKED) {
        Files.copy(runDirectory.resolve(name), folder.resolve(name), REPLACE_EXISTING);
      }
      if (results.journal().isPresent()) {
        Path journal = results.journal().get().file();
        Files.copy(journal, folder.resolve(Journal.FILE), REPLACE_EXISTING);
      }
    }
    return page.tally();
  }

  /**
   * Writes {@code checklist.md}: a reproducibility checklist, as far as the run's files fill it.
   */
  public static Path checklist(Papers papers, Path runDirectory, Path folder) throws IOException {
    Results results = Results.read(papers, runDirectory);
    Path file = folder.resolve("checklist.md");
    WholeFile.write(file, Checklist.of(results, Page.of(results)));
    return file;
  }

  /** A small copy of an image. */
  public interface SmallCopy {

    /**
     * As a JPEG file.
     *
     * @param task id of the image's folder
     * @param image its path below it
     */
    byte[] jpeg(String task, String image) throws IOException;
  }

  /** Keeps small copies of the images of folders that the page shows, before it is rendered. */
  public static void keepImages(Path runDirectory, SmallCopy copy) throws IOException {
    Thumbnails.write(
        runDirectory,
        Predictions.read(
            runDirectory,
            CellTable.read(runDirectory.resolve("cells.csv")),
            RunTable.read(runDirectory.resolve("runs.csv"))),
        copy);
  }

  /** The answers to the paper's questions, a sentence each, as its page has them. */
  public static ImmutableList<String> answers(Papers papers, Path runDirectory) throws IOException {
    Results results = Results.read(papers, runDirectory);
    FolderNames names = FolderNames.of(results.provenance());
    return Page.of(results).findings().stream()
        .flatMap(finding -> finding.answers().stream())
        .map(answer -> names.in(answer, name -> name))
        .collect(ImmutableList.toImmutableList());
  }

  /** The answer of a run in numbers. */
  public static Tally tally(Papers papers, Path runDirectory) throws IOException {
    return Page.of(Results.read(papers, runDirectory)).tally();
  }

  /**
   * Writes {@code family.html} and {@code family.md}: the methods of several papers side by side,
   * as printed and as a run measured them.
   *
   * @param family ids of the papers; the methods are the rows that the last of them asks about
   * @return the page
   * @throws IllegalArgumentException as {@link #render}, if there is no such paper, or the run has
   *     fewer than two of the methods
   */
  public static Path renderFamily(
      Papers papers, List<String> family, Path runDirectory, Path folder) throws IOException {
    return Family.write(papers, family, runDirectory, folder);
  }
}
