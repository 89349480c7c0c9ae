@NullMarked
package org.e2vpt.tables;

import org.jspecify.annotations.NullMarked;
