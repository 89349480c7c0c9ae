package org.e2vpt.harness.data;

/**
 * One task's images in the form of VTAB-1k: hyper-parameters are searched by training on {@code
 * train800} and looking at {@code val200}; the final runs train on both and are measured once on
 * {@code test}.
 */
public record Splits(ImageSet train800, ImageSet val200, ImageSet test) {

  /** The 1000 images of the final runs: train800 followed by val200. */
  public ImageSet train1000() {
    return train800.concat(val200);
  }
}
