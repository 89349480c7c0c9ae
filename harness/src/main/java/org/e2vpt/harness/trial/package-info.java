/** One training run as an immutable, content-addressed record, and how it is run and remembered. */
@NullMarked
package org.e2vpt.harness.trial;

import org.jspecify.annotations.NullMarked;
