/**
 * The published weights of the paper's backbones: how their tensors are named, and which are which.
 */
@NullMarked
package org.e2vpt.harness.weights;

import org.jspecify.annotations.NullMarked;
