package org.e2vpt.harness.training;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.e2vpt.harness.tensor.EngineExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(EngineExtension.class)
class EpochRandomTest {

  private final NDManager manager;

  EpochRandomTest(NDManager manager) {
    this.manager = manager;
  }

  @Test
  void givesTheSameWhateverWasDrawnBefore() {
    List<Object> drawn = drawn(7, 3);

    drawn(7, 1);
    drawn(7, 2);

    assertThat(drawn(7, 3)).isEqualTo(drawn);
  }

  @Test
  void givesOtherNumbersToEachSeedAndEpochAndUse() {
    assertThat(List.of(drawn(7, 3), drawn(7, 4), drawn(8, 3)).stream().flatMap(List::stream))
        .doesNotHaveDuplicates();
  }

  /** Of the order, of the crops, and of the engine's generator. */
  private List<Object> drawn(int seed, int epoch) {
    EpochRandom random = new EpochRandom(seed, epoch);
    random.seedDropout();
    float engine = manager.randomUniform(0, 1, new Shape(1), DataType.FLOAT32).toFloatArray()[0];
    return List.of(random.order().nextLong(), random.crops().nextLong(), engine);
  }
}
