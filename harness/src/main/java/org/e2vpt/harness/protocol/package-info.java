/** Where the paper and the code that its authors released differ: one named choice each. */
@NullMarked
package org.e2vpt.harness.protocol;

import org.jspecify.annotations.NullMarked;
