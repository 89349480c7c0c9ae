package org.e2vpt.harness.backbone;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.Maps;
import java.util.Map;
import org.e2vpt.harness.checkpoint.HostTensor;
import org.e2vpt.harness.data.NoData;
import org.junit.jupiter.api.Test;

class ResampledPositionsTest {

  private static final VitConfig TWO = new VitConfig(2, 1, 1, 1, 1, 1);
  private static final VitConfig FOUR = new VitConfig(4, 1, 1, 1, 1, 1);

  /** The class token's 9 is kept; the rest is 3y + 6x of corners (0, 0) to (1, 1). */
  @Test
  void interpolatesThePositionsOfPatchesBetweenTheCorners() {
    Map<String, HostTensor> weights =
        Map.of("positions", HostTensor.of(new float[] {9, 0, 6, 3, 9}, 1, 5, 1));

    HostTensor positions = ResampledPositions.of(weights, TWO, FOUR).get("positions");

    assertThat(positions.shape()).containsExactly(1, 17, 1);
    assertThat(positions.floats())
        .containsExactly(9, 0, 2, 4, 6, 1, 3, 5, 7, 2, 4, 6, 8, 3, 5, 7, 9);
  }

  @Test
  void keepsThePositionsOfAnImageOfTheSameSide() {
    Map<String, HostTensor> weights =
        Map.of("positions", HostTensor.of(new float[] {9, 0, 6, 3, 9}, 1, 5, 1));

    assertThat(ResampledPositions.of(weights, TWO, TWO).get("positions").floats())
        .containsExactly(9, 0, 6, 3, 9);
  }

  @Test
  void theMiniBackboneFor64PixelsDiffersFromTheOneFor32InItsPositionsOnly() {
    Map<String, HostTensor> of32 = Pretrained.get("mini-vit.cifar10", NoData.FOLDER).weights();
    Map<String, HostTensor> of64 = Pretrained.get("mini-vit-64.cifar10", NoData.FOLDER).weights();

    assertThat(of64.get("positions").shape()).containsExactly(1, 65, 96);
    assertThat(Maps.transformValues(of64, HostTensor::bytes))
        .containsAllEntriesOf(
            Maps.transformValues(
                Maps.filterKeys(of32, name -> !name.equals("positions")), HostTensor::bytes));
  }
}
