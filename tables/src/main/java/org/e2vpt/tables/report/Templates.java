package org.e2vpt.tables.report;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;

/** The pages' templates, which escape whatever they are given. */
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
    return output.toString();
  }
}
