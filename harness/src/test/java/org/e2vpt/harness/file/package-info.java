@NullMarked
package org.e2vpt.harness.file;

import org.jspecify.annotations.NullMarked;
