package org.e2vpt.harness.backbone;

/** How a ViT was pre-trained, as far as its forward pass or its fine-tuning depends on it. */
public enum Pretraining {
  /** On labels: the final class token is the feature; dropout 0.1 when all of it is trained. */
  SUPERVISED(0.1, 0),
  /**
   * Masked autoencoder (He et al., 2022): the feature is the norm of the mean over all tokens but
   * the class token, so visual prompts are part of it; drop path up to 0.1 when all of it is
   * trained.
   */
  MAE(0, 0.1),
  /** MoCo v3 (Chen et al., 2021): the final class token; positions are fixed sines and cosines. */
  MOCO(0, 0);

  private final double dropout;
  private final double dropPath;

  Pretraining(double dropout, double dropPath) {
    this.dropout = dropout;
    this.dropPath = dropPath;
  }

  double dropout() {
    return dropout;
  }

  double dropPath() {
    return dropPath;
  }
}
