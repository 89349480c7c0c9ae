@NullMarked
package org.e2vpt.tables.verdict.cases;

import org.jspecify.annotations.NullMarked;
