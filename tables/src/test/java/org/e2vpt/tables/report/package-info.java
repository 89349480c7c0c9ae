@NullMarked
package org.e2vpt.tables.report;

import org.jspecify.annotations.NullMarked;
