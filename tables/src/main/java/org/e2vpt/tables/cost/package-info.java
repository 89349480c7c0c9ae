/** What plans cost before any of them is run: trials, images, operations, hours, bytes. */
@NullMarked
package org.e2vpt.tables.cost;

import org.jspecify.annotations.NullMarked;
