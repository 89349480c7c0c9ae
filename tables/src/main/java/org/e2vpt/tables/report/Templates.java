package org.e2vpt.tables.report;

import com.google.common.html.HtmlEscapers;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import org.e2vpt.harness.text.ControlCharacters;

/**
 * The pages' templates, which escape whatever they are given. Control characters and marks that
 * turn the order of letters around are nowhere in the templates, and are shown wherever they come
 * from.
 */
final class Templates {

  private static final TemplateEngine ENGINE =
      TemplateEngine.createPrecompiled(
          null,
          ContentType.Html,
          Templates.class.getClassLoader(),
          Templates.class.getPackageName());

  private Templates() {}

  static String render(String template, Object content) {
    StringOutput output = new StringOutput();
    ENGINE.render(template, content, output);
    return ControlCharacters.visible(output.toString());
  }

  /** Words as a part of a page. */
  static String escape(String words) {
    return HtmlEscapers.htmlEscaper().escape(ControlCharacters.visibleLine(words));
  }
}
