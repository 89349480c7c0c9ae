package org.e2vpt.harness.data.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.e2vpt.harness.checkpoint.HostTensor;
import org.e2vpt.harness.checkpoint.Npz;

/** Images that were recorded as tensors (H, W, 3). */
public final class Fixtures {

  private Fixtures() {}

  /** The tensors of a fixture. */
  public static Map<String, HostTensor> read(String name) throws IOException {
    return Npz.read(Path.of("src/test/resources/fixtures", name + ".npz"));
  }

  /** Fails at the first value that differs. */
  public static void assertSame(String name, RgbImage image, RgbImage expected) {
    assertThat(image.height()).as(name + ": height").isEqualTo(expected.height());
    assertThat(image.width()).as(name + ": width").isEqualTo(expected.width());
    int first = Arrays.mismatch(image.pixels(), expected.pixels());
    assertThat(first).as(name + ": place of the first value that differs").isEqualTo(-1);
  }

  /** A tensor as an image. */
  public static RgbImage image(HostTensor tensor) {
    byte[] pixels = new byte[tensor.elements()];
    tensor.bytes().get(pixels);
    return new RgbImage((int) tensor.shape()[0], (int) tensor.shape()[1], pixels);
  }
}
