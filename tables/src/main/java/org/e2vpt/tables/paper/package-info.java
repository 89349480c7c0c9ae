/** What is expected: reference values as data, aggregation over seeds, and verdicts. */
@NullMarked
package org.e2vpt.tables.paper;

import org.jspecify.annotations.NullMarked;
