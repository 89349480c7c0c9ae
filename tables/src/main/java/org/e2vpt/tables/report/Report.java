package org.e2vpt.tables.report;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Renders a run directory's {@code cells.csv}, {@code runs.csv}, {@code provenance.csv} and {@code
 * curves/} as a page for people: a pure function of these files.
 */
public final class Report {

  private static final TemplateEngine TEMPLATES =
      TemplateEngine.createPrecompiled(
          null, ContentType.Html, Report.class.getClassLoader(), Report.class.getPackageName());

  private Report() {}

  /**
   * Writes {@code index.html} and {@code README.md} into the run directory.
   *
   * @return the answer in numbers
   * @throws IllegalArgumentException if a file is missing or wrong, naming file and line
   */
  public static Tally render(Path runDirectory) throws IOException {
    Page page = Page.of(Results.read(runDirectory));
    Files.writeString(runDirectory.resolve("index.html"), html(page));
    Files.writeString(runDirectory.resolve("README.md"), Markdown.of(page));
    return page.tally();
  }

  private static String html(Page page) {
    StringOutput output = new StringOutput();
    TEMPLATES.render("page.jte", page, output);
    return output.toString();
  }
}
