/** Compares this implementation with tensors that were recorded from the official one. */
@NullMarked
package org.e2vpt.harness.parity;

import org.jspecify.annotations.NullMarked;
