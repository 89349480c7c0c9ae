/** Gets the files of {@code datasets.lock} onto this disk: whole, checked, and without rudeness. */
@NullMarked
package org.e2vpt.harness.fetch;

import org.jspecify.annotations.NullMarked;
