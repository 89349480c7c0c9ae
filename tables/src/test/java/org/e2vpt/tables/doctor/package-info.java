/** Tests of what is said about machines. */
@NullMarked
package org.e2vpt.tables.doctor;

import org.jspecify.annotations.NullMarked;
