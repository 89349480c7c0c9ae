/** CSV to HTML, Markdown and SVG: pure functions. */
@NullMarked
package org.e2vpt.tables.report;

import org.jspecify.annotations.NullMarked;
