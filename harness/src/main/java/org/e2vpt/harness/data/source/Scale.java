package org.e2vpt.harness.data.source;

/**
 * How many images the tasks have: as many as the paper's, or a few in small imitations of the
 * original files, by which the whole way from archives to batches is tested.
 *
 * @param train images that a task of VTAB-1k trains on: 800
 * @param val images that a task of VTAB-1k chooses by: 200
 * @param original whether the files must have as many images, and give the keys, of the originals
 */
public record Scale(int train, int val, boolean original) {

  /** The paper's. */
  public static final Scale ORIGINAL = new Scale(800, 200, true);

  /** Of imitations. */
  public static Scale miniature(int train, int val) {
    return new Scale(train, val, false);
  }
}
