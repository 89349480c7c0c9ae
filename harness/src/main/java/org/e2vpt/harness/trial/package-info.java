/**
 * One training run as an immutable, content-addressed record, and the journal that remembers it.
 */
@NullMarked
package org.e2vpt.harness.trial;

import org.jspecify.annotations.NullMarked;
