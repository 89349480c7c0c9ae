package org.e2vpt.harness.data;

import com.google.common.collect.ImmutableList;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * One data set of the benchmark.
 *
 * @param id the name in settings, journals and file names
 * @param group the group whose mean it enters
 * @param classes C, the number of classes
 * @param classNames of all classes in their order: those of a folder, and numbers elsewhere
 * @param sha256 hexadecimal, over whatever its images depend on
 * @param notes what a report must say of where its images come from, in sentences
 * @param reader makes or reads the images for a backbone of this side; slow, so call it once
 */
public record Task(
    String id,
    Group group,
    int classes,
    Supplier<ImmutableList<String>> classNames,
    Supplier<String> sha256,
    Supplier<ImmutableList<String>> notes,
    IntFunction<Splits> reader) {}
