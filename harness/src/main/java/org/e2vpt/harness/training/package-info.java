/** Loss, optimisers, learning-rate schedule, the training loop and evaluation. */
@NullMarked
package org.e2vpt.harness.training;

import org.jspecify.annotations.NullMarked;
