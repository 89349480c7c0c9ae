package org.e2vpt.harness.data.image;

/** The order in which JPEG stores the 64 coefficients of a block: ITU T.81, figure A.6. */
final class Zigzag {

  private static final int LONGEST_RUN = 15;

  /**
   * The place of each coefficient in a block of 8 rows. A run that passes the last place, in a
   * damaged file, ends there, as in libjpeg.
   */
  static final int[] PLACES = places();

  private Zigzag() {}

  private static int[] places() {
    int[] places = new int[64 + LONGEST_RUN];
    int row = 0;
    int column = 0;
    for (int i = 0; i < places.length; i++) {
      places[i] = Math.min(63, 8 * row + column);
      boolean up = (row + column) % 2 == 0;
      if (up ? column == 7 : row < 7 && column == 0) {
        row++;
      } else if (up ? row == 0 : row == 7) {
        column++;
      } else {
        row += up ? -1 : 1;
        column += up ? 1 : -1;
      }
    }
    return places;
  }
}
