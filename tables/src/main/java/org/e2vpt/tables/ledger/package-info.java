/** From the journal to cells, and why some have no number. */
@NullMarked
package org.e2vpt.tables.ledger;

import org.jspecify.annotations.NullMarked;
