/** Original data sets as keys, labels and pixels; TFDS's order; the splits of a task. */
@NullMarked
package org.e2vpt.harness.data.source;

import org.jspecify.annotations.NullMarked;
