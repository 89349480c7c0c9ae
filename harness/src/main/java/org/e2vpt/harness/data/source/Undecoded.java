package org.e2vpt.harness.data.source;

import java.io.IOException;
import org.e2vpt.harness.data.image.Decoder;
import org.e2vpt.harness.data.image.RgbImage;

/** An image that was found but not decoded yet: decoding may go on in another thread. */
@FunctionalInterface
public interface Undecoded {

  /**
   * The pixels at the size of the source.
   *
   * @param decoder whose pixels it is decoded to, if it is a file
   * @throws IOException naming the image and where it is, if it cannot be decoded
   */
  RgbImage decode(Decoder decoder) throws IOException;
}
