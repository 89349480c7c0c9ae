package org.e2vpt.harness.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import com.google.common.base.Suppliers;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.e2vpt.harness.backbone.Backbone;
import org.e2vpt.harness.backbone.FrozenPrefix;
import org.e2vpt.harness.data.image.LabelledImages;
import org.e2vpt.harness.tuning.Tuning;
import org.e2vpt.harness.tuning.Tuning.Batch;

/**
 * Images behind the frozen part of their way through an encoder, as training and measuring read
 * them: batch by batch.
 *
 * @param frozen what becomes of images that stay the same, if that is to be computed once
 */
record PrefixedImages(
    Backbone backbone, FrozenPrefix prefix, Optional<FrozenImages> frozen, NDManager manager) {

  /**
   * A batch.
   *
   * @param come what has become of it: (B, …); may be closed
   * @param images themselves, normalised: (B, 3, H, W)
   * @param labels (B), int64
   */
  record Read(NDArray come, Supplier<NDArray> images, NDArray labels) {

    /** (B, C). */
    NDArray logits(Tuning tuning) {
      return tuning.classify(tuning.features(come, images));
    }
  }

  /** The batches of an epoch, one after the other. */
  interface EpochReader extends AutoCloseable {
    Read next();

    @Override
    default void close() {}
  }

  /** What is read in each epoch, of which batches of indices. */
  interface Epochs {
    EpochReader read(EpochRandom random, List<int[]> batches);
  }

  /** The way to train; what is the same in all epochs is computed now. */
  Epochs toTrainOn(LabelledImages images) {
    if (images.changeByEpoch()) {
      Prefetch.Memories memories = new Prefetch.Memories();
      return (random, batches) ->
          cropped(new Prefetch(onDevice(images.toTrainOn(random.crops())), batches, memories));
    }
    Still still = still(images);
    return (random, batches) -> new StillEpoch(still, batches);
  }

  private EpochReader cropped(Prefetch prefetch) {
    return new EpochReader() {
      @Override
      public Read next() {
        return fromPixels(prefetch.next());
      }

      @Override
      public void close() {
        prefetch.close();
      }
    };
  }

  /** From indices of images, which stay the same. */
  Function<int[], Read> toMeasure(LabelledImages images) {
    Still still = still(images);
    return indices -> still.read(indices, still.labels(indices), () -> manager.create(indices));
  }

  private Still still(LabelledImages images) {
    return new Still(onDevice(images), frozen.flatMap(store -> store.behind(prefix, images)));
  }

  /** Images that stay the same. */
  private final class Still {
    private final DeviceImages pixels;

    /** All of them, if they are kept on the device. */
    private final Optional<NDArray> behindPrefix;

    Still(DeviceImages pixels, Optional<NDArray> behindPrefix) {
      this.pixels = pixels;
      this.behindPrefix = behindPrefix;
    }

    NDArray labels(int[] indices) {
      return pixels.labels(indices);
    }

    /**
     * A batch.
     *
     * @param places its indices on the device, which are asked for if images are kept there
     */
    Read read(int[] indices, NDArray labels, Supplier<NDArray> places) {
      Supplier<NDArray> images = Suppliers.memoize(() -> pixels.images(indices));
      NDArray come =
          behindPrefix.isPresent()
              ? behindPrefix.get().get(new NDIndex("{}", places.get()))
              : prefix.of(backbone, images.get());
      return new Read(come, images, labels);
    }
  }

  /** The order and the labels of all batches go to the device at once. */
  private final class StillEpoch implements EpochReader {
    private final Still still;
    private final List<int[]> batches;
    private final NDArray order;
    private final NDArray labels;
    private final NDList placesOfBatches;
    private final NDList labelsOfBatches;
    private int next;

    StillEpoch(Still still, List<int[]> batches) {
      this.still = still;
      this.batches = batches;
      int[] indices = batches.stream().flatMapToInt(Arrays::stream).toArray();
      this.order = manager.create(indices);
      this.labels = still.labels(indices);
      this.placesOfBatches = parts(order);
      this.labelsOfBatches = parts(labels);
    }

    /** Views, one for each batch; their numbers are the array's, which must stay. */
    private NDList parts(NDArray all) {
      long[] ends = batches.stream().mapToLong(batch -> batch.length).toArray();
      Arrays.parallelPrefix(ends, Long::sum);
      return all.split(Arrays.copyOf(ends, ends.length - 1));
    }

    @Override
    public Read next() {
      int now = next++;
      NDArray places = placesOfBatches.get(now);
      return still.read(batches.get(now), labelsOfBatches.get(now), () -> places);
    }

    @Override
    public void close() {
      placesOfBatches.close();
      labelsOfBatches.close();
      order.close();
      labels.close();
    }
  }

  private Read fromPixels(Batch batch) {
    return new Read(prefix.of(backbone, batch.images()), batch::images, batch.labels());
  }

  private DeviceImages onDevice(LabelledImages images) {
    return new DeviceImages(manager, images, backbone.architecture().image());
  }
}
