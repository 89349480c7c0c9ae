/** How many numbers each method tunes, and whether the paper's columns "Tuned/Total" follow. */
@NullMarked
package org.e2vpt.tables.accounting;

import org.jspecify.annotations.NullMarked;
