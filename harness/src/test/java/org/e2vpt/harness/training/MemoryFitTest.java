package org.e2vpt.harness.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.e2vpt.harness.data.ImageSet;
import org.e2vpt.harness.tensor.EngineExtension;
import org.e2vpt.harness.tensor.Torch;
import org.e2vpt.harness.training.Recipe.OptimizerKind;
import org.e2vpt.harness.training.Recipe.Warmup;
import org.e2vpt.harness.tuning.Hungry;
import org.e2vpt.harness.tuning.TinyModel;
import org.e2vpt.harness.tuning.Tuning;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(EngineExtension.class)
class MemoryFitTest {

  private static final ImageSet IMAGES = TinyModel.images(50, 3);
  private static final Recipe RECIPE =
      new Recipe(OptimizerKind.SGD, 1, 0.001, 2, 0, 16, Warmup.FROM_ZERO);

  private final NDManager manager;

  MemoryFitTest(NDManager manager) {
    this.manager = manager;
  }

  @Test
  void trainsInMicroBatchesThatTheMemoryHolds() {
    List<Integer> sizes = new ArrayList<>();

    float[] fitted =
        MemoryFit.halving(
            RECIPE.batch(),
            size -> {
              sizes.add(size);
              return trained(Hungry.of(manager, 5), size);
            });

    assertThat(sizes).containsExactly(16, 8, 4);
    assertThat(fitted).isEqualTo(trained(Hungry.of(manager, 50), 4));
  }

  private float[] trained(Tuning tuning, int microBatch) {
    new Trainer(tuning, manager, microBatch, Optional.empty())
        .train(IMAGES, RECIPE, 5, (epoch, rate, loss, speed) -> {});
    return tuning.trainable().get("head.weight").toFloatArray();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 13, 49})
  void measuresInPartsThatTheMemoryHolds(int most) {
    double accuracy = new Trainer(Hungry.of(manager, 50), manager).accuracy(IMAGES);

    assertThat(new Trainer(Hungry.of(manager, most), manager).accuracy(IMAGES)).isEqualTo(accuracy);
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 2 1", "7, 7 4 2 1", "64, 64 32 16 8 4 2 1"})
  void givesUpIfOneImageIsTooMuch(int batch, String attempts) {
    List<String> sizes = new ArrayList<>();

    assertThatExceptionOfType(EngineException.class)
        .isThrownBy(
            () ->
                MemoryFit.halving(
                    batch,
                    size -> {
                      sizes.add(Integer.toString(size));
                      throw new EngineException("CUDA out of memory. Tried to allocate 2.00 GiB.");
                    }));
    assertThat(String.join(" ", sizes)).isEqualTo(attempts);
  }

  @Test
  void passesOnWhatIsNoLackOfMemory() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                MemoryFit.halving(
                    16,
                    size -> {
                      throw new IllegalArgumentException("no such option; size " + size);
                    }))
        .withMessage("no such option; size 16");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CUDA out of memory. Tried to allocate 20.00 MiB. GPU 0 has a total capacity of 23.64 GiB",
        "CUDA error: out of memory\nCUDA kernel errors might be asynchronously reported",
        "CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`",
        "cuDNN error: CUDNN_STATUS_ALLOC_FAILED",
        "[enforce fail at alloc_cpu.cpp:118] err == 0. DefaultCPUAllocator: can't allocate memory:"
            + " you tried to allocate 4503599627370496 bytes."
      })
  void knowsHowTheEngineSaysThatMemoryRanOut(String message) {
    assertThat(Torch.isOutOfMemory(new EngineException(message))).isTrue();
    assertThat(Torch.isOutOfMemory(new IllegalStateException(message))).isFalse();
    assertThat(Torch.isOutOfMemory(new EngineException("CUDA error: an illegal access"))).isFalse();
  }
}
