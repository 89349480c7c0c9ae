package org.e2vpt.harness.data.source;

import java.io.IOException;
import java.util.Set;
import java.util.function.BiFunction;
import org.e2vpt.harness.data.image.Decoder;
import org.e2vpt.harness.data.image.RgbImage;

/**
 * Where the pixels of a data set are. Archives give their members in their own order only, so it is
 * the source that calls: one pass through 39 GB, whatever the order in which images are wanted.
 *
 * <p>Parts that have the same object are of the same source: a key is the same image in all of
 * them.
 */
@FunctionalInterface
public interface Images {

  /** Gets the images of a pass. */
  @FunctionalInterface
  interface Visitor {
    void image(String key, Undecoded image) throws IOException;
  }

  /**
   * Passes once through the source and shows each of these images once.
   *
   * @throws IOException naming the source and, if there is one, the image that is missing or broken
   */
  void read(Set<String> keys, Visitor visitor) throws IOException;

  /**
   * These images as OpenCV decodes them, and as TFDS then stored them.
   *
   * @param change gives what a decoder makes of the stored file
   */
  default Images throughOpenCv(BiFunction<RgbImage, Decoder, RgbImage> change) {
    return (keys, visitor) ->
        read(
            keys,
            (key, image) ->
                visitor.image(key, decoder -> change.apply(image.decode(Decoder.PILLOW), decoder)));
  }
}
