/** Data sets of one's own: folders of images. */
@NullMarked
package org.e2vpt.harness.data.own;

import org.jspecify.annotations.NullMarked;
