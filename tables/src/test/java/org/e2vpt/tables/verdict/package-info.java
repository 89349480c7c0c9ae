@NullMarked
package org.e2vpt.tables.verdict;

import org.jspecify.annotations.NullMarked;
