/** What this machine has of what the paper's tables need, and what to do next. */
@NullMarked
package org.e2vpt.tables.doctor;

import org.jspecify.annotations.NullMarked;
