@NullMarked
package org.e2vpt.tables.cli;

import org.jspecify.annotations.NullMarked;
