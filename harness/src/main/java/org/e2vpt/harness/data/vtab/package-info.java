/** VTAB-1k out of the original archives: one class a data set, with its keys, labels and pixels. */
@NullMarked
package org.e2vpt.harness.data.vtab;

import org.jspecify.annotations.NullMarked;
