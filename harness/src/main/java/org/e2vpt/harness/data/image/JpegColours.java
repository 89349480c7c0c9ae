package org.e2vpt.harness.data.image;

import java.util.List;

/**
 * What the components of a JPEG file mean, and how a row of them becomes RGB.
 *
 * <p>Source: libjpeg-turbo 2.1, jdapimin.c and jdcolor.c; of CMYK, TensorFlow's jpeg_mem.cc and
 * Pillow's Convert.c.
 */
enum JpegColours {
  GREY,
  RGB,
  YCC,
  /** TensorFlow's of a file with Adobe's segment, whose inks are inverted: cut. */
  INVERTED_CMYK,
  INVERTED_YCCK,
  /** TensorFlow's of a file without. */
  CMYK,
  /** Pillow's: all inks are inverted; rounded. */
  ROUNDED_CMYK,
  ROUNDED_YCCK;

  /** No segment of Adobe was seen, which would say how colours are transformed. */
  static final int NO_ADOBE = -1;

  private static final int BITS = 16;
  private static final int HALF = 1 << BITS - 1;
  private static final int RED_OF_CR = fixed(1.402);
  private static final int GREEN_OF_CB = fixed(0.34414);
  private static final int GREEN_OF_CR = fixed(0.71414);
  private static final int BLUE_OF_CB = fixed(1.772);

  private static final int WHITE = 0xFFFFFF;

  private static int fixed(double factor) {
    return (int) (factor * (1 << BITS) + 0.5);
  }

  /**
   * By the rules of libjpeg.
   *
   * @param jfif whether a JFIF segment was seen
   * @param adobe the transform that Adobe's segment names
   */
  static JpegColours of(List<JpegComponent> components, boolean jfif, int adobe, Decoder decoder) {
    switch (components.size()) {
      case 1:
        return GREY;
      case 3:
        boolean named =
            components.get(0).id == 'R'
                && components.get(1).id == 'G'
                && components.get(2).id == 'B';
        return !jfif && (adobe == 0 || adobe == NO_ADOBE && named) ? RGB : YCC;
      default:
        boolean transformed = adobe > 0;
        if (decoder == Decoder.PILLOW) {
          return transformed ? ROUNDED_YCCK : ROUNDED_CMYK;
        }
        return transformed ? INVERTED_YCCK : adobe == 0 ? INVERTED_CMYK : CMYK;
    }
  }

  /**
   * Converts a row. The compiler makes vector instructions of such loops over whole numbers.
   *
   * @param rows of each component
   * @param pixels red in the lowest byte, then green, then blue
   */
  void convert(int[][] rows, int width, int[] pixels) {
    switch (this) {
      case GREY -> rgb(rows[0], rows[0], rows[0], width, pixels);
      case RGB -> rgb(rows[0], rows[1], rows[2], width, pixels);
      case YCC -> ycc(rows[0], rows[1], rows[2], width, pixels);
      case CMYK, INVERTED_CMYK, ROUNDED_CMYK -> {
        rgb(rows[0], rows[1], rows[2], width, pixels);
        lighten(rows[3], width, pixels);
      }
      case INVERTED_YCCK, ROUNDED_YCCK -> {
        ycc(rows[0], rows[1], rows[2], width, pixels);
        for (int i = 0; i < width; i++) {
          pixels[i] ^= WHITE;
        }
        lighten(rows[3], width, pixels);
      }
    }
  }

  private static void rgb(int[] red, int[] green, int[] blue, int width, int[] pixels) {
    for (int i = 0; i < width; i++) {
      pixels[i] = red[i] | green[i] << 8 | blue[i] << 16;
    }
  }

  /** Colour by colour: in one loop for all three the compiler would give up. */
  private static void ycc(int[] light, int[] cb, int[] cr, int width, int[] pixels) {
    for (int i = 0; i < width; i++) {
      pixels[i] = clamped(light[i] + (RED_OF_CR * (cr[i] - 128) + HALF >> BITS));
    }
    for (int i = 0; i < width; i++) {
      int green = HALF - GREEN_OF_CB * (cb[i] - 128) - GREEN_OF_CR * (cr[i] - 128) >> BITS;
      pixels[i] |= clamped(light[i] + green) << 8;
    }
    for (int i = 0; i < width; i++) {
      pixels[i] |= clamped(light[i] + (BLUE_OF_CB * (cb[i] - 128) + HALF >> BITS)) << 16;
    }
  }

  /** To 0 … 255, without a branch. */
  static int clamped(int value) {
    return (value & ~(value >> 31) | 255 - value >> 31) & 255;
  }

  /** Puts black onto inks, which are in the places of the colours that they take away. */
  private void lighten(int[] black, int width, int[] pixels) {
    for (int i = 0; i < width; i++) {
      int inks = pixels[i];
      pixels[i] =
          light(inks & 255, black[i])
              | light(inks >> 8 & 255, black[i]) << 8
              | light(inks >> 16, black[i]) << 16;
    }
  }

  private int light(int ink, int black) {
    return switch (this) {
      case CMYK -> (255 - ink) * (255 - black) / 255;
      case INVERTED_CMYK, INVERTED_YCCK -> ink * black / 255;
      default -> {
        int sum = ink * black + 128;
        yield (sum >> 8) + sum >> 8;
      }
    };
  }
}
