package org.e2vpt.harness.umap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.e2vpt.harness.data.ImageSet;
import org.e2vpt.harness.data.Tasks;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** On 600 scans of handwritten digits, 8x8 grey values each. */
class UmapTest {

  private static final int NEIGHBORS = 5;

  private static final ImageSet IMAGES = Tasks.splits("digits").train800().slice(0, 600);
  private static final float[][] POINTS = points();

  private static double[][] layout = {};

  @BeforeAll
  static void layOut() {
    layout = Umap.DEFAULT.layout(POINTS, new SplittableRandom(1));
  }

  @Test
  void neighboursInThePlaneHaveTheSameLabel() {
    Neighbors inPlane = Neighbors.of(layout, HyperbolicPlane::distance, NEIGHBORS);

    assertThat(inPlane.purity(IMAGES.labels())).isGreaterThan(92);
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
    float[][] points = new float[IMAGES.size()][64];
    for (int n = 0; n < IMAGES.size(); n++) {
      for (int i = 0; i < 64; i++) {
        int pixel = (2 + 4 * (i / 8)) * IMAGES.width() + 2 + 4 * (i % 8);
        points[n][i] = IMAGES.pixels()[n * IMAGES.imageBytes() + pixel * 3] & 0xFF;
      }
    }
    return points;
  }
}
