package org.e2vpt.tables.plan;

import org.e2vpt.harness.trial.Trial.Split;

/** The stages of a row's experiments, in their order (§4.1). */
public enum Stage {
  /** Every learning rate with every weight decay: train800 → val200. */
  SEARCH("search", Split.SEARCH),
  /** The chosen setting once more, if the protocol prunes such a model: train800 → val200. */
  RETRAIN("retraining before pruning", Split.SEARCH),
  /** Every pruning of prompts from one trained model, rewound: train800 → val200. */
  REWIND("rewind search", Split.SEARCH),
  /** What each final run prunes and rewinds, if that is its own: all 1000 → test. */
  UNPRUNED("unpruned final", Split.FINAL),
  /** The chosen setting with several seeds: all 1000 → test. */
  FINAL("final", Split.FINAL),
  /**
   * The final model of the first seed that ended well, trained again to embed the images for a
   * figure, if one shows the row: its tensors are not kept.
   */
  EMBED("embedding", Split.EMBED);

  private final String title;
  private final Split split;

  Stage(String title, Split split) {
    this.title = title;
    this.split = split;
  }

  /** What its trials are trained and measured on. */
  public Split split() {
    return split;
  }

  /** The name for people. */
  public String title() {
    return title;
  }
}
