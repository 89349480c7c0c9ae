/** The paper's claims, recomputed from printed or measured numbers. */
@NullMarked
package org.e2vpt.tables.audit;

import org.jspecify.annotations.NullMarked;
