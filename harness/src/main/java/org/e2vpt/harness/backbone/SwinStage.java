package org.e2vpt.harness.backbone;

import ai.djl.ndarray.NDArray;

/**
 * What all blocks of a stage of a {@link Swin} have in common; none of it is trained.
 *
 * @param heads h
 * @param scale 1/√d
 * @param pairs for each pair of a window's tokens the row of the bias table: (w²·w²)
 * @param shiftMask added to the scores of shifted windows: (nW, w², w²)
 */
record SwinStage(SwinWindows windows, int heads, NDArray scale, NDArray pairs, NDArray shiftMask) {}
