/**
 * Vision transformers as pure functions of frozen weights, with the hooks where a tuning method
 * plugs in.
 */
@NullMarked
package org.e2vpt.harness.backbone;

import org.jspecify.annotations.NullMarked;
