@NullMarked
package org.e2vpt.harness.fetch;

import org.jspecify.annotations.NullMarked;
