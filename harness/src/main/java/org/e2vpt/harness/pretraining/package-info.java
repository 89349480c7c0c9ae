/** How the mini backbone that ships with the harness was pre-trained. */
@NullMarked
package org.e2vpt.harness.pretraining;

import org.jspecify.annotations.NullMarked;
