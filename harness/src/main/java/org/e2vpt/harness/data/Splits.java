package org.e2vpt.harness.data;

import org.e2vpt.harness.data.image.LabelledImages;

/**
 * One task's images: hyper-parameters are searched by training on {@code train} and looking at
 * {@code val}; the final runs train on {@code finalTrain} and are measured once on {@code test}.
 *
 * @param train 800 in VTAB-1k, nine tenths of the authors' training images in FGVC
 * @param val 200 in VTAB-1k, the tenth in FGVC
 * @param finalTrain train and val in VTAB-1k; in FGVC train alone, as VPT and E²VPT do
 */
public record Splits(
    LabelledImages train, LabelledImages val, LabelledImages finalTrain, LabelledImages test) {

  /** As VTAB-1k: the final runs train on all 1000. */
  public static Splits vtab(LabelledImages train, LabelledImages val, LabelledImages test) {
    return new Splits(train, val, train.followedBy(val), test);
  }

  /** As FGVC: the final runs train on what the search trained on. */
  public static Splits fgvc(LabelledImages train, LabelledImages val, LabelledImages test) {
    return new Splits(train, val, train, test);
  }
}
