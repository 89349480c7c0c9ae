package org.e2vpt.harness.tuning;

/** Of a method that has none. */
record NoOptions() implements MethodOptions {}
