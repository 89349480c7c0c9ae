package org.e2vpt.tables.verdict;

/**
 * The standard error of a difference, by {@link ErrorModel}.
 *
 * @param seedVariance A, in points²: what seeds contribute
 * @param campaignCoefficient C, by which τ̃² is multiplied
 * @param value se, in points
 * @param degreesOfFreedom ν, by Satterthwaite, at most 12
 */
public record StandardError(
    double seedVariance, double campaignCoefficient, double value, double degreesOfFreedom) {}
