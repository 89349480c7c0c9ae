/** Pixels: decoding files, and the resizes and crops of the papers' pipelines. */
@NullMarked
package org.e2vpt.harness.data.image;

import org.jspecify.annotations.NullMarked;
