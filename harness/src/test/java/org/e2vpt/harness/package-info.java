@NullMarked
package org.e2vpt.harness;

import org.jspecify.annotations.NullMarked;
