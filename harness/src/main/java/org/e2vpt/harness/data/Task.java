package org.e2vpt.harness.data;

import java.util.function.Supplier;

/**
 * One data set of the benchmark.
 *
 * @param id the name in settings, journals and file names
 * @param group the group whose mean it enters
 * @param classes C, the number of classes
 * @param reader makes or reads the images; slow, so call it once
 */
public record Task(String id, Group group, int classes, Supplier<Splits> reader) {}
