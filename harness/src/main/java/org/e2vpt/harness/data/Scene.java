package org.e2vpt.harness.data;

import static org.e2vpt.harness.data.DrawnShape.TICKS;
import static org.e2vpt.harness.data.DrawnShape.TURN;

import java.util.SplittableRandom;
import org.e2vpt.harness.data.DrawnShape.Kind;

/**
 * One drawn image: a shaded backdrop with thin lines and specks that mean nothing, and on it the
 * filled figures that do.
 *
 * <p>Only integers and {@link SplittableRandom} are used, so a seed gives the same bytes
 * everywhere.
 */
final class Scene {

  /** Height and width in pixels. */
  static final int SIZE = 32;

  /** Height and width in ticks. */
  static final int EXTENT = SIZE * TICKS;

  private static final int TINT = 12;
  private static final int SHADE = 24;
  private static final int NOISE = 6;

  /** Of a figure to the backdrop: beyond shade, noise and the faint lines together. */
  private static final int FIGURE_CONTRAST = 70;

  private static final int FIGURE_CHROMA = 100;

  private static final int CLUTTER_CONTRAST = 36;

  private final SplittableRandom random;
  private final Rgb backdrop;
  private final Rgb[] pixels = new Rgb[SIZE * SIZE];

  Scene(SplittableRandom random) {
    this.random = random;
    backdrop = grey();
    shade();
    clutter();
  }

  /** Draws a figure in a strong random colour that stands out from the backdrop. */
  void draw(DrawnShape figure) {
    Rgb paint = colour();
    while (paint.contrast(backdrop) < FIGURE_CONTRAST || paint.chroma() < FIGURE_CHROMA) {
      paint = colour();
    }
    fill(figure, paint);
  }

  /** The finished image with noise on it, as (32, 32, 3) bytes. */
  byte[] photograph() {
    byte[] image = new byte[SIZE * SIZE * ImageSet.CHANNELS];
    int out = 0;
    for (Rgb pixel : pixels) {
      Rgb noisy = new Rgb(pixel.red() + noise(), pixel.green() + noise(), pixel.blue() + noise());
      image[out++] = (byte) noisy.red();
      image[out++] = (byte) noisy.green();
      image[out++] = (byte) noisy.blue();
    }
    return image;
  }

  /** Lightness runs bilinearly between four random corners. */
  private void shade() {
    int topLeft = swing(SHADE);
    int topRight = swing(SHADE);
    int bottomLeft = swing(SHADE);
    int bottomRight = swing(SHADE);
    int last = SIZE - 1;
    for (int y = 0; y < SIZE; y++) {
      for (int x = 0; x < SIZE; x++) {
        int top = topLeft * (last - x) + topRight * x;
        int bottom = bottomLeft * (last - x) + bottomRight * x;
        int lightness = (top * (last - y) + bottom * y) / (last * last);
        pixels[y * SIZE + x] = backdrop.lighter(lightness);
      }
    }
  }

  /** Lines about a pixel wide and specks up to two: nothing that looks like a figure. */
  private void clutter() {
    for (int lines = random.nextInt(2, 5); lines > 0; lines--) {
      faint(Kind.LINE, random.nextInt(6 * TICKS, 14 * TICKS));
    }
    for (int specks = random.nextInt(4, 11); specks > 0; specks--) {
      faint(Kind.DISC, random.nextInt(TICKS / 2, TICKS));
    }
  }

  private void faint(Kind kind, int radius) {
    DrawnShape figure =
        new DrawnShape(
            kind, random.nextInt(EXTENT), random.nextInt(EXTENT), radius, random.nextInt(TURN));
    fill(figure, backdrop.lighter(random.nextBoolean() ? CLUTTER_CONTRAST : -CLUTTER_CONTRAST));
  }

  /** Anti-aliased: a pixel takes the share of its 8x8 sample points that the figure covers. */
  private void fill(DrawnShape figure, Rgb paint) {
    int left = Math.max(0, (figure.x() - figure.radius()) / TICKS);
    int right = Math.min(SIZE - 1, (figure.x() + figure.radius()) / TICKS);
    int top = Math.max(0, (figure.y() - figure.radius()) / TICKS);
    int bottom = Math.min(SIZE - 1, (figure.y() + figure.radius()) / TICKS);
    for (int y = top; y <= bottom; y++) {
      for (int x = left; x <= right; x++) {
        int at = y * SIZE + x;
        pixels[at] = pixels[at].under(paint, samples(figure, x * TICKS, y * TICKS), 64);
      }
    }
  }

  private static int samples(DrawnShape figure, int left, int top) {
    int covered = 0;
    for (int y = top + 1; y < top + TICKS; y += 2) {
      for (int x = left + 1; x < left + TICKS; x += 2) {
        covered += figure.covers(x, y) ? 1 : 0;
      }
    }
    return covered;
  }

  /** CLEVR's studio: neither black nor white, and hardly tinted. */
  private Rgb grey() {
    int lightness = random.nextInt(80, 176);
    return new Rgb(lightness + swing(TINT), lightness + swing(TINT), lightness + swing(TINT));
  }

  private Rgb colour() {
    return new Rgb(random.nextInt(256), random.nextInt(256), random.nextInt(256));
  }

  private int noise() {
    return swing(NOISE);
  }

  private int swing(int most) {
    return random.nextInt(-most, most + 1);
  }
}
