/** Cases of the verdict rule, a folder of CSV files with all inputs and every expected number. */
@NullMarked
package org.e2vpt.tables.verdict.cases;

import org.jspecify.annotations.NullMarked;
