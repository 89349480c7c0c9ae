package org.e2vpt.harness.tuning;

import org.jspecify.annotations.Nullable;

/**
 * Options of Full. What is not given is as the architecture was pre-trained.
 *
 * @param dropout rate behind the embedding and behind each layer of an MLP
 * @param dropPath rate at which the last block leaves an image's share out; it rises from 0 at the
 *     first block
 */
record FullOptions(@Nullable Float dropout, @Nullable Float dropPath) implements MethodOptions {}
