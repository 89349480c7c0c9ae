package org.e2vpt.harness.backbone;

import ai.djl.ndarray.NDArray;

/**
 * How far images go through an encoder before anything that is trained: what comes of that is the
 * same in each epoch, and in each trial on the same images.
 */
public enum FrozenPrefix {
  /** Not at all: (B, 3, H, W). */
  NOTHING {
    @Override
    public NDArray of(Backbone backbone, NDArray images) {
      return images;
    }
  },

  /** To the tokens that enter the first block: (B, N, D). */
  EMBEDDING {
    @Override
    public NDArray of(Backbone backbone, NDArray images) {
      return backbone.embed(images);
    }
  },

  /** To the tokens that enter the last block: (B, N, D). */
  ALL_BUT_LAST_BLOCK {
    @Override
    public NDArray of(Backbone backbone, NDArray images) {
      return backbone.beforeLastBlock(backbone.embed(images), Hooks.NONE);
    }
  },

  /** To the features: (B, featureWidth). */
  ENCODER {
    @Override
    public NDArray of(Backbone backbone, NDArray images) {
      return backbone.features(images, Hooks.NONE);
    }
  };

  /** How many numbers of an image are behind it. */
  public long size(Architecture architecture) {
    int last = architecture.stages().size() - 1;
    return switch (this) {
      case NOTHING -> 3L * architecture.image() * architecture.image();
      case EMBEDDING ->
          (long) FlopCount.tokens(architecture, 0) * architecture.stages().get(0).width();
      case ALL_BUT_LAST_BLOCK ->
          (long) FlopCount.tokens(architecture, last) * architecture.stages().get(last).width();
      case ENCODER -> architecture.featureWidth();
    };
  }

  /** Sends normalised images, (B, 3, H, W), so far. */
  public abstract NDArray of(Backbone backbone, NDArray images);
}
