/** What a GPU has to show before papers' tables are run on it: {@code .ci/gpu-acceptance}. */
@NullMarked
package org.e2vpt.harness.acceptance;

import org.jspecify.annotations.NullMarked;
