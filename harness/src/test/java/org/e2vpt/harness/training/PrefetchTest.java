package org.e2vpt.harness.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import ai.djl.ndarray.NDManager;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.e2vpt.harness.data.ImageSet;
import org.e2vpt.harness.data.fgvc.SquareImages;
import org.e2vpt.harness.data.image.LabelledImages;
import org.e2vpt.harness.data.image.Size;
import org.e2vpt.harness.tensor.EngineExtension;
import org.e2vpt.harness.training.Prefetch.Memories;
import org.e2vpt.harness.tuning.TinyModel;
import org.e2vpt.harness.tuning.Tuning;
import org.e2vpt.harness.tuning.Tuning.Batch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(EngineExtension.class)
class PrefetchTest {

  private static final ImageSet IMAGES = TinyModel.images(20, 12, 3);
  private static final List<int[]> BATCHES =
      Batches.shuffled(IMAGES.size(), 6, new SplittableRandom(4));

  private final NDManager manager;

  PrefetchTest(NDManager manager) {
    this.manager = manager;
  }

  /** One that has done its work may take a moment to end. */
  @AfterEach
  void leavesNoThreadBehind() throws InterruptedException {
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().equals("prefetch")) {
        thread.join(60_000);
        assertThat(thread.isAlive()).isFalse();
      }
    }
  }

  /** Of the device's side, and to be resized; all batches are looked at when the last is there. */
  @ParameterizedTest
  @ValueSource(ints = {8, 6})
  void givesTheBitsOfBatchesThatAreReadOneByOne(int side) {
    Memories memories = new Memories();
    for (int epoch = 0; epoch < 2; epoch++) {
      List<Batch> ahead = new ArrayList<>();
      try (Prefetch prefetch = new Prefetch(crops(side), BATCHES, memories)) {
        BATCHES.forEach(indices -> ahead.add(prefetch.next()));
        assertThatIllegalStateException()
            .isThrownBy(prefetch::next)
            .withMessage("all batches have been read");
      }
      DeviceImages plain = crops(side);
      for (int i = 0; i < BATCHES.size(); i++) {
        Batch batch = plain.batch(BATCHES.get(i));
        assertThat(ahead.get(i).images().toFloatArray()).isEqualTo(batch.images().toFloatArray());
        assertThat(ahead.get(i).labels().toLongArray()).isEqualTo(batch.labels().toLongArray());
      }
    }
  }

  private DeviceImages crops(int side) {
    LabelledImages crops = new SquareImages(IMAGES, side).toTrainOn(new SplittableRandom(5));
    return new DeviceImages(manager, crops, TinyModel.CONFIG.image());
  }

  /** The images of the batch before it were read in time. */
  @Test
  void passesOnWhatReadingThrows() {
    int broken = BATCHES.get(1)[2];
    DeviceImages images = new DeviceImages(manager, new Broken(broken), 12);
    try (Prefetch prefetch = new Prefetch(images, BATCHES, new Memories())) {
      assertThat(prefetch.next().labels().size()).isEqualTo(6);
      assertThatIllegalStateException()
          .isThrownBy(prefetch::next)
          .withMessage("image %s is torn", broken);
    }
  }

  @Test
  void endsTrainingWithWhatReadingThrows() {
    Tuning tuning = TinyModel.tuning(manager, "linear", Map.of());
    Recipe recipe =
        new Recipe(Recipe.OptimizerKind.SGD, 1, 0, 2, 1, 6, Recipe.Warmup.FROM_FIRST_STEP);

    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                new Trainer(tuning, manager)
                    .train(new Broken(7), recipe, 5, (epoch, rate, loss, speed) -> {}))
        .withMessage("image 7 is torn");
  }

  @Test
  void canBeClosedBeforeAnyBatchIsAskedFor() {
    new Prefetch(crops(8), BATCHES, new Memories()).close();
  }

  /** One image cannot be read. */
  private record Broken(int broken) implements LabelledImages {

    @Override
    public int size() {
      return IMAGES.size();
    }

    @Override
    public int label(int index) {
      return IMAGES.label(index);
    }

    @Override
    public Size imageSize(int index) {
      return IMAGES.imageSize(index);
    }

    @Override
    public void copyTo(int index, ByteBuffer target) {
      if (index == broken) {
        throw new IllegalStateException("image " + index + " is torn");
      }
      IMAGES.copyTo(index, target);
    }

    @Override
    public boolean changeByEpoch() {
      return true;
    }
  }
}
