/** UMAP (McInnes, Healy and Melville 2018) whose output lies in the hyperbolic plane. */
@NullMarked
package org.e2vpt.harness.umap;

import org.jspecify.annotations.NullMarked;
