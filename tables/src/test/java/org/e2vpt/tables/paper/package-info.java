@NullMarked
package org.e2vpt.tables.paper;

import org.jspecify.annotations.NullMarked;
