/**
 * The engine: start-up, devices, gradients, scopes, and the few operations that DJL does not
 * expose.
 */
@NullMarked
package org.e2vpt.harness.tensor;

import org.jspecify.annotations.NullMarked;
