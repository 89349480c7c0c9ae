@NullMarked
package org.e2vpt.harness.text;

import org.jspecify.annotations.NullMarked;
