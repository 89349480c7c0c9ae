/** From a table's cell to the trials that it needs, stage by stage. */
@NullMarked
package org.e2vpt.tables.plan;

import org.jspecify.annotations.NullMarked;
