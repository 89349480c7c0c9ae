/** From features to points of hyperbolic space (§4.4 of the paper, after Ermolov et al. 2022). */
@NullMarked
package org.e2vpt.harness.hyperbolic;

import org.jspecify.annotations.NullMarked;
