package org.e2vpt.harness.tuned;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Lists;
import java.nio.file.Path;
import java.util.List;
import org.e2vpt.harness.data.InputPixels;
import org.e2vpt.harness.data.image.DecodedImages;
import org.e2vpt.harness.data.image.ImageException;
import org.e2vpt.harness.data.image.RgbImage;
import org.jspecify.annotations.Nullable;

/**
 * Applies a model to image files, a batch in memory at a time. Files are decoded on all cores, to
 * the pixels that the model was measured on.
 */
public final class FileBatches {

  /** Gets the files in their order. */
  public interface Visitor {

    /** A file that was read, and its (C) logits. */
    void logits(int index, float[] logits);

    /** A file that could not be. */
    void unreadable(int index, ImageException reason);

    /** So many files were read, or could not be. */
    default void batchEnded(int files) {}
  }

  private record Decoded(@Nullable RgbImage image, @Nullable ImageException reason) {}

  private final TunedModel model;
  private final int batch;

  /**
   * For any number of files.
   *
   * @param batch images at a time
   */
  public FileBatches(TunedModel model, int batch) {
    this.model = model;
    this.batch = batch;
  }

  /** Applies the model to all files. */
  public void run(List<Path> files, Visitor visitor) {
    int index = 0;
    for (List<Path> part : Lists.partition(files, batch)) {
      List<Decoded> decoded = part.parallelStream().map(this::decode).toList();
      ImmutableList<RgbImage> images =
          decoded.stream()
              .map(Decoded::image)
              .filter(image -> image != null)
              .collect(ImmutableList.toImmutableList());
      float[][] logits =
          images.isEmpty() ? new float[0][] : model.logits(DecodedImages.unlabelled(images), batch);
      int read = 0;
      for (Decoded each : decoded) {
        if (each.reason() == null) {
          visitor.logits(index++, logits[read++]);
        } else {
          visitor.unreadable(index++, each.reason());
        }
      }
      visitor.batchEnded(index);
    }
  }

  private Decoded decode(Path file) {
    InputPixels pixels = model.info().pixels();
    try {
      return new Decoded(pixels.read(file, model.patch()), null);
    } catch (ImageException e) {
      return new Decoded(null, e);
    }
  }
}
