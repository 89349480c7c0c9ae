/** Locks between processes, and files that are there whole or not at all. */
@NullMarked
package org.e2vpt.harness.file;

import org.jspecify.annotations.NullMarked;
