@NullMarked
package org.e2vpt.tables.accounting;

import org.jspecify.annotations.NullMarked;
