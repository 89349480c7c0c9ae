package org.e2vpt.tables.plan;

/** The stages of a row's experiments, in their order (§4.1). */
public enum Stage {
  /** Every learning rate with every weight decay: train800 → val200. */
  SEARCH("search"),
  /** The chosen setting once more, if the protocol prunes such a model: train800 → val200. */
  RETRAIN("retraining before pruning"),
  /** Every pruning of prompts from one trained model, rewound: train800 → val200. */
  REWIND("rewind search"),
  /** What each final run prunes and rewinds, if that is its own: all 1000 → test. */
  UNPRUNED("unpruned final"),
  /** The chosen setting with several seeds: all 1000 → test. */
  FINAL("final"),
  /**
   * The final model of the first seed that ended well, trained again to embed the images for a
   * figure, if one shows the row: its tensors are not kept.
   */
  EMBED("embedding");

  private final String title;

  Stage(String title) {
    this.title = title;
  }

  /** The name for people. */
  public String title() {
    return title;
  }
}
