/** Tasks as uint8 images with labels, in the splits of VTAB-1k. */
@NullMarked
package org.e2vpt.harness.data;

import org.jspecify.annotations.NullMarked;
