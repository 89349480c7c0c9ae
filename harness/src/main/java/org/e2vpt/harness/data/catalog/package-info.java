/** All data sets that the harness reads from files, by name. */
@NullMarked
package org.e2vpt.harness.data.catalog;

import org.jspecify.annotations.NullMarked;
