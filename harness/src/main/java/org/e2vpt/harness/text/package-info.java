/** Text for a person: failures in sentences, and nothing that would control a terminal. */
@NullMarked
package org.e2vpt.harness.text;

import org.jspecify.annotations.NullMarked;
