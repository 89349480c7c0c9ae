package org.e2vpt.harness.tuning;

/**
 * How many numbers a tuned model has.
 *
 * @param tuned trained numbers as the released code counts them: pruned ones are not subtracted
 * @param kept trained numbers that pruning left
 * @param total all numbers of the adapted model: the encoder's, the trained ones, and masks
 */
public record Count(long tuned, long kept, long total) {}
