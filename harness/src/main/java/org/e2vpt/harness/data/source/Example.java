package org.e2vpt.harness.data.source;

/**
 * One image of a data set.
 *
 * @param key its name, unique in its part: the key under which TFDS stores it, where TFDS has the
 *     data set
 * @param label its class, counted from 0
 */
public record Example(String key, int label) {}
