/** The five fine-grained data sets out of their original archives, with VPT's splits or our own. */
@NullMarked
package org.e2vpt.harness.data.fgvc;

import org.jspecify.annotations.NullMarked;
