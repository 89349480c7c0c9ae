package org.e2vpt.harness.data.vtab;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import org.e2vpt.harness.data.archive.HdfRows;
import org.e2vpt.harness.data.image.RgbImage;
import org.e2vpt.harness.data.source.Example;
import org.e2vpt.harness.data.source.Images;
import org.e2vpt.harness.data.source.Originals;
import org.e2vpt.harness.data.source.Part;
import org.e2vpt.harness.data.source.SourceData;

/**
 * dSprites: an HDF5 file of black and white images {@code imgs} (N, 64, 64) of 0 and 1, and of
 * {@code latents/classes} (N, 6): colour, shape, scale, orientation, x and y. Keys are the images'
 * numbers from 0 on.
 */
final class Dsprites {

  private static final String FILE = "dsprites_ndarray_co1sh3sc6or40x32y32_64x64.hdf5";
  private static final int CLASSES = 16;
  private static final int SIDE = 64;
  private static final int LATENTS = 6;
  private static final int ORIENTATION = 3;
  private static final int X = 4;

  private Dsprites() {}

  /** Where is the sprite, from left to right? 32 places, two to a class. */
  static SourceData location(Originals folder) throws IOException {
    return read(folder, X, Dsprites::locationLabel);
  }

  /** How is it turned? 40 directions, two and a half to a class. */
  static SourceData orientation(Originals folder) throws IOException {
    return read(folder, ORIENTATION, Dsprites::orientationLabel);
  }

  static int locationLabel(int x) {
    return x / 2;
  }

  /** {@code floor(orientation / 2.5)}. */
  static int orientationLabel(int orientation) {
    return orientation * 2 / 5;
  }

  private static SourceData read(Originals folder, int latent, IntUnaryOperator label)
      throws IOException {
    Path file = folder.file(FILE);
    List<Example> examples = new ArrayList<>();
    try (HdfRows hdf = HdfRows.open(FILE, file)) {
      long[] latents = hdf.numbers("latents/classes");
      for (int i = 0; i < latents.length / LATENTS; i++) {
        int value = (int) latents[i * LATENTS + latent];
        examples.add(new Example(String.valueOf(i), label.applyAsInt(value)));
      }
    }
    return SourceData.inTfdsOrder(
        folder.dataset(),
        CLASSES,
        new Part("train", examples, (keys, visitor) -> images(file, keys, visitor)));
  }

  private static void images(Path file, Set<String> keys, Images.Visitor visitor)
      throws IOException {
    try (HdfRows hdf = HdfRows.open(FILE, file)) {
      hdf.read(
          "imgs",
          keys.stream().map(Integer::valueOf).collect(Collectors.toSet()),
          (row, bits) -> visitor.image(String.valueOf(row), decoder -> image(bits)),
          SIDE,
          SIDE);
    }
  }

  private static RgbImage image(byte[] bits) {
    byte[] grey = new byte[bits.length];
    for (int i = 0; i < bits.length; i++) {
      grey[i] = (byte) (bits[i] * 255);
    }
    return RgbImage.grey(SIDE, SIDE, grey);
  }
}
