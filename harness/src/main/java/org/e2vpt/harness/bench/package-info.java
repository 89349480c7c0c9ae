/** What a step of training or evaluation costs, in time, memory and arithmetic. */
@NullMarked
package org.e2vpt.harness.bench;

import org.jspecify.annotations.NullMarked;
