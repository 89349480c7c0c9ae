package org.e2vpt.harness.umap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.e2vpt.harness.data.NoData;
import org.e2vpt.harness.data.image.LabelledImages;
import org.e2vpt.harness.data.image.RgbImage;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** On 600 scans of handwritten digits, 8x8 grey values each. */
class UmapTest {

  private static final int NEIGHBORS = 5;

  private static final int SIDE = 32;
  private static final LabelledImages IMAGES = NoData.TASKS.splits("digits", SIDE).train();
  private static final int[] LABELS = IntStream.range(0, 600).map(IMAGES::label).toArray();
  private static final float[][] POINTS = points();

  private static double[][] layout = {};

  @BeforeAll
  static void layOut() {
    layout = Umap.DEFAULT.layout(POINTS, new SplittableRandom(1));
  }

  @Test
  void neighboursInThePlaneHaveTheSameLabel() {
    Neighbors inPlane = Neighbors.of(layout, HyperbolicPlane::distance, NEIGHBORS);

    assertThat(inPlane.purity(LABELS)).isGreaterThan(92);
  }

  @Test
  void allPointsLieInsideTheDisk() {
    assertThat(Arrays.stream(layout).map(HyperbolicPlane::inDisk))
        .allSatisfy(point -> assertThat(Math.hypot(point[0], point[1])).isLessThan(1));
  }

  @Test
  void samePointsGiveTheSameLayout() {
    float[][] few = Arrays.copyOf(POINTS, 100);
    Umap umap = new Umap(10, 0.1, 50);

    assertThat(umap.layout(few, new SplittableRandom(1)))
        .isDeepEqualTo(umap.layout(few, new SplittableRandom(1)));
  }

  @Test
  void refusesFewerPointsThanItNeedsNeighbours() {
    float[][] few = Arrays.copyOf(POINTS, 15);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Umap.DEFAULT.layout(few, new SplittableRandom(1)))
        .withMessage("each of 15 points has 14 others, cannot have 15 neighbours among them");
  }

  private static float[][] points() {
    float[][] points = new float[LABELS.length][64];
    byte[] image = new byte[SIDE * SIDE * RgbImage.CHANNELS];
    for (int n = 0; n < points.length; n++) {
      IMAGES.copyTo(n, ByteBuffer.wrap(image));
      for (int i = 0; i < 64; i++) {
        int pixel = (2 + 4 * (i / 8)) * SIDE + 2 + 4 * (i % 8);
        points[n][i] = image[pixel * RgbImage.CHANNELS] & 0xFF;
      }
    }
    return points;
  }
}
