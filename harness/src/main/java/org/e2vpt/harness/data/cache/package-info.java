/** Decoded images in files that are mapped into memory. */
@NullMarked
package org.e2vpt.harness.data.cache;

import org.jspecify.annotations.NullMarked;
