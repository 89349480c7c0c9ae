@NullMarked
package org.e2vpt.tables.cost;

import org.jspecify.annotations.NullMarked;
