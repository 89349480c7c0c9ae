/** Trials on Apache Spark. */
@NullMarked
package org.e2vpt.cluster;

import org.jspecify.annotations.NullMarked;
