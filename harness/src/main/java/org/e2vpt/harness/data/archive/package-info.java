/** Containers of data sets: members and rows out of files, without unpacking what nobody wants. */
@NullMarked
package org.e2vpt.harness.data.archive;

import org.jspecify.annotations.NullMarked;
