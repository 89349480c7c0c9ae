/** Checkpoint files as named tensors. Pure Java: no engine is needed to read or write one. */
@NullMarked
package org.e2vpt.harness.checkpoint;

import org.jspecify.annotations.NullMarked;
