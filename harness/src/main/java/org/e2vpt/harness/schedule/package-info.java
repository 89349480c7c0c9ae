/** Which trial is run next, on which device, how often, and within which time. */
@NullMarked
package org.e2vpt.harness.schedule;

import org.jspecify.annotations.NullMarked;
