/** The tuning methods: which tensors are trainable and how each plugs into a backbone. */
@NullMarked
package org.e2vpt.harness.tuning;

import org.jspecify.annotations.NullMarked;
