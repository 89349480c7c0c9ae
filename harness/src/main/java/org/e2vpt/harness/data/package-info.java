/** Tasks by id, as images with labels in their splits; the lock and the folder of their files. */
@NullMarked
package org.e2vpt.harness.data;

import org.jspecify.annotations.NullMarked;
