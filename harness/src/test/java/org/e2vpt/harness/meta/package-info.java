/** Runs what runs on a GPU on PyTorch's meta device, which computes shapes and no numbers. */
@NullMarked
package org.e2vpt.harness.meta;

import org.jspecify.annotations.NullMarked;
