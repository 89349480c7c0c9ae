package org.e2vpt.harness.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.e2vpt.harness.backbone.Backbone;
import org.e2vpt.harness.backbone.FrozenPrefix;
import org.e2vpt.harness.data.image.LabelledImages;

/**
 * What became of images on the frozen part of their way through one encoder: computed once, for all
 * epochs and for all trials that follow on the same images. Features are kept in files too; tokens
 * that are cheap to compute again make room for those that are not.
 */
public final class FrozenImages implements AutoCloseable {

  /** The most that is kept of one part in memory: tokens of 1000 images of ViT-B/16 are 0.6 GB. */
  public static final long MOST_BYTES = 1L << 30;

  private record Key(FrozenPrefix prefix, LabelledImages images) {}

  private final Backbone backbone;
  private final NDManager manager;
  private final FeatureFiles files;
  private final Map<Key, NDArray> kept = new HashMap<>();

  /**
   * Keeps nothing yet.
   *
   * @param device that the encoder is on; closed with this
   * @param files of this encoder's features
   */
  public FrozenImages(Backbone backbone, NDManager device, FeatureFiles files) {
    this.backbone = backbone;
    this.manager = device;
    this.files = files;
  }

  /**
   * The images behind a prefix, (N, …), on the device; empty if they are more than is kept. The
   * caller must not close them.
   *
   * @param images that are the same each time they are read
   */
  public Optional<NDArray> behind(FrozenPrefix prefix, LabelledImages images) {
    if (prefix == FrozenPrefix.NOTHING) {
      return Optional.empty();
    }
    Key key = new Key(prefix, images);
    NDArray known = kept.get(key);
    if (known != null) {
      return Optional.of(known);
    }
    if (prefix == FrozenPrefix.ALL_BUT_LAST_BLOCK) {
      forgetEmbedded();
    }
    Optional<NDArray> all = images.parts().size() == 1 ? compute(key) : joined(prefix, images);
    all.ifPresent(
        array -> {
          array.attach(manager);
          kept.put(key, array);
        });
    return all;
  }

  private void forgetEmbedded() {
    kept.entrySet()
        .removeIf(
            entry -> {
              boolean embedded = entry.getKey().prefix == FrozenPrefix.EMBEDDING;
              if (embedded) {
                entry.getValue().close();
              }
              return embedded;
            });
  }

  /** Parts are kept as views of the whole, so that nothing is held twice. */
  private Optional<NDArray> joined(FrozenPrefix prefix, LabelledImages images) {
    NDList parts = new NDList();
    for (LabelledImages part : images.parts()) {
      Optional<NDArray> computed = behind(prefix, part);
      if (computed.isEmpty()) {
        return Optional.empty();
      }
      parts.add(computed.get());
    }
    // Closed below, even if there is no memory for the whole.
    images.parts().forEach(part -> kept.remove(new Key(prefix, part)));
    try (parts) {
      NDArray all = NDArrays.concat(parts);
      long from = 0;
      for (LabelledImages part : images.parts()) {
        NDArray view = all.get(new NDIndex("{}:{}", from, from + part.size()));
        view.attach(manager);
        kept.put(new Key(prefix, part), view);
        from += part.size();
      }
      return Optional.of(all);
    }
  }

  private Optional<NDArray> compute(Key key) {
    DeviceImages images = new DeviceImages(manager, key.images, backbone.architecture().image());
    return key.prefix == FrozenPrefix.ENCODER
        ? Optional.of(files.of(key.images, manager, () -> all(key.prefix, images)))
        : fits(key.prefix, images) ? Optional.of(all(key.prefix, images)) : Optional.empty();
  }

  private boolean fits(FrozenPrefix prefix, DeviceImages images) {
    long[] bytes = {0};
    Evaluation.on(
        new int[] {0},
        first -> bytes[0] = prefix.of(backbone, images.batch(first).images()).size() * Float.BYTES);
    return bytes[0] * images.size() <= MOST_BYTES;
  }

  private NDArray all(FrozenPrefix prefix, DeviceImages images) {
    return Evaluation.collect(images, manager, batch -> prefix.of(backbone, batch));
  }

  /** The files of what it computes. */
  public FeatureFiles files() {
    return files;
  }

  /** Frees what is kept in memory. */
  @Override
  public void close() {
    kept.clear();
    manager.close();
  }
}
