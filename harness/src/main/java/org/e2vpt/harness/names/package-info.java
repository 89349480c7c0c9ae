/**
 * How records are written as words, and how the words of a user are matched with the names that
 * there are.
 */
@NullMarked
package org.e2vpt.harness.names;

import org.jspecify.annotations.NullMarked;
