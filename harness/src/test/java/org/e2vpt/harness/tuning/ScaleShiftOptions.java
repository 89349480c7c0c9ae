package org.e2vpt.harness.tuning;

import org.e2vpt.harness.names.Word;

/**
 * Options of Scale-and-shift.
 *
 * @param start of the shifts
 */
record ScaleShiftOptions(@Word(byDefault = "0") float start) implements MethodOptions {}
