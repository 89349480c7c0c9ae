/** Worker processes, what is said between them and the run, and the experiment that they run. */
@NullMarked
package org.e2vpt.harness.worker;

import org.jspecify.annotations.NullMarked;
