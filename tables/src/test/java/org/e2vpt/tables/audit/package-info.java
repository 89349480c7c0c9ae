@NullMarked
package org.e2vpt.tables.audit;

import org.jspecify.annotations.NullMarked;
