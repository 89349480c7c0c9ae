package org.e2vpt.harness.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import com.google.common.base.Suppliers;
import java.util.Iterator;
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
    Function<int[], Read> still = toMeasure(images);
    return (random, batches) -> {
      Iterator<int[]> coming = batches.iterator();
      return () -> still.apply(coming.next());
    };
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
    DeviceImages onDevice = onDevice(images);
    Optional<NDArray> behindPrefix = frozen.flatMap(store -> store.behind(prefix, images));
    if (behindPrefix.isEmpty()) {
      return indices -> fromPixels(onDevice.batch(indices));
    }
    NDArray all = behindPrefix.get();
    return indices ->
        new Read(
            all.get(new NDIndex("{}", manager.create(indices))),
            Suppliers.memoize(() -> onDevice.batch(indices).images())::get,
            onDevice.labels(indices));
  }

  private Read fromPixels(Batch batch) {
    return new Read(prefix.of(backbone, batch.images()), batch::images, batch.labels());
  }

  private DeviceImages onDevice(LabelledImages images) {
    return new DeviceImages(manager, images, backbone.architecture().image());
  }
}
