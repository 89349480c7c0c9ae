package org.e2vpt.harness.data.source;

import java.io.IOException;
import java.util.Set;
import java.util.function.UnaryOperator;
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

  /** These images, each changed after it was decoded. */
  default Images map(UnaryOperator<RgbImage> change) {
    return (keys, visitor) ->
        read(keys, (key, image) -> visitor.image(key, () -> change.apply(image.decode())));
  }
}
