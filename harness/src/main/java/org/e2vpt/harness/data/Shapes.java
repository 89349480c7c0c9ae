package org.e2vpt.harness.data;

import static org.e2vpt.harness.data.DrawnShape.TICKS;
import static org.e2vpt.harness.data.DrawnShape.TURN;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.e2vpt.harness.data.DrawnShape.Kind;

/**
 * Three drawn tasks after the Structured group of VTAB-1k, 32x32 RGB, in its sizes 800 / 200 and
 * 2000 test images. The classes are as balanced as the sizes allow.
 */
final class Shapes {

  /** Classes of the horizontal position, as many as of dSprites. */
  static final int POSITIONS = 16;

  /** Classes of the direction, as many as of dSprites. */
  static final int ORIENTATIONS = 16;

  private static final ImmutableList<Kind> COMPACT =
      ImmutableList.of(Kind.DISC, Kind.SQUARE, Kind.TRIANGLE, Kind.CROSS);
  static final ImmutableList<Kind> POINTING = ImmutableList.of(Kind.WEDGE, Kind.ARROW, Kind.DROP);

  /** Least distance between the circles of two counted figures: a pixel. */
  static final int GAP = TICKS;

  private Shapes() {}

  /** How many filled figures are there, one to eight? After CLEVR's count; class k shows k + 1. */
  static MiniSplits count() {
    return splits("shapes-count", 1, Shapes::counted);
  }

  /**
   * How far to the right is the figure? After dSprites' x-position: 32 places, two to a class, here
   * 3/4 of a pixel apart.
   */
  static MiniSplits location() {
    return splits("shapes-location", 2, Shapes::located);
  }

  /** Which way does the figure point? After dSprites' orientation: a full turn in 16 classes. */
  static MiniSplits orientation() {
    return splits("shapes-orientation", 3, Shapes::oriented);
  }

  static List<DrawnShape> counted(SplittableRandom random, int label) {
    while (true) {
      List<DrawnShape> figures = new ArrayList<>();
      for (int tries = 0; tries < 100 && figures.size() <= label; tries++) {
        int radius = random.nextInt(3 * TICKS, 4 * TICKS + 1);
        DrawnShape figure =
            new DrawnShape(
                any(COMPACT, random),
                inside(radius, random),
                inside(radius, random),
                radius,
                random.nextInt(TURN));
        if (figures.stream().noneMatch(other -> other.crowds(figure, GAP))) {
          figures.add(figure);
        }
      }
      if (figures.size() > label) {
        return figures;
      }
    }
  }

  static List<DrawnShape> located(SplittableRandom random, int label) {
    int radius = random.nextInt(3 * TICKS, 4 * TICKS + 1);
    int step = 3 * TICKS / 4;
    int place = 2 * label + random.nextInt(2);
    int x = Scene.EXTENT / 2 + step * place - step * (2 * POSITIONS - 1) / 2;
    return List.of(
        new DrawnShape(
            any(COMPACT, random), x, inside(radius, random), radius, random.nextInt(TURN)));
  }

  static List<DrawnShape> oriented(SplittableRandom random, int label) {
    int radius = random.nextInt(7 * TICKS, 11 * TICKS + 1);
    int sector = TURN / ORIENTATIONS;
    // Neighbouring classes stay five of 256 directions apart, so that none is a matter of noise.
    int direction = sector * label + random.nextInt(2, sector - 2);
    return List.of(
        new DrawnShape(
            any(POINTING, random),
            inside(radius, random),
            inside(radius, random),
            radius,
            direction));
  }

  private static Kind any(List<Kind> kinds, SplittableRandom random) {
    return kinds.get(random.nextInt(kinds.size()));
  }

  /** A coordinate at which a figure of this radius does not leave the image. */
  private static int inside(int radius, SplittableRandom random) {
    return random.nextInt(radius, Scene.EXTENT - radius + 1);
  }

  /** Chooses the figures that make an image one of a class. */
  private interface Composer {
    List<DrawnShape> compose(SplittableRandom random, int label);
  }

  private static MiniSplits splits(String id, int task, Composer composer) {
    DataSet set = DataSets.get(id);
    int classes = set.classes();
    return new MiniSplits(
        images(new SplittableRandom(10 * task + 1), set.train(), classes, composer),
        images(new SplittableRandom(10 * task + 2), set.val(), classes, composer),
        images(new SplittableRandom(10 * task + 3), set.test(), classes, composer));
  }

  private static ImageSet images(
      SplittableRandom random, int size, int classes, Composer composer) {
    int[] labels = shuffledLabels(random, size, classes);
    byte[] pixels = new byte[size * Scene.SIZE * Scene.SIZE * ImageSet.CHANNELS];
    for (int i = 0; i < size; i++) {
      Scene scene = new Scene(random);
      composer.compose(random, labels[i]).forEach(scene::draw);
      byte[] image = scene.photograph();
      System.arraycopy(image, 0, pixels, i * image.length, image.length);
    }
    return new ImageSet(Scene.SIZE, Scene.SIZE, pixels, labels);
  }

  private static int[] shuffledLabels(SplittableRandom random, int size, int classes) {
    int[] labels = new int[size];
    for (int i = 0; i < size; i++) {
      int place = random.nextInt(i + 1);
      labels[i] = labels[place];
      labels[place] = i % classes;
    }
    return labels;
  }
}
