package org.e2vpt.harness.data.vtab;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.e2vpt.harness.data.archive.MatArray;
import org.e2vpt.harness.data.archive.MatFile;
import org.e2vpt.harness.data.image.RgbImage;
import org.e2vpt.harness.data.source.Example;
import org.e2vpt.harness.data.source.Images;
import org.e2vpt.harness.data.source.Originals;
import org.e2vpt.harness.data.source.Part;
import org.e2vpt.harness.data.source.SourceData;

/**
 * SVHN's cropped digits: {@code X} is (32, 32, 3, N), {@code y} has the digits, 0 written as 10.
 * Keys are the images' numbers from 0 on.
 */
final class Svhn {

  private static final int CLASSES = 10;
  private static final int SIDE = 32;
  private static final int PLANE = SIDE * SIDE;
  private static final int PIXELS = PLANE * RgbImage.CHANNELS;

  private Svhn() {}

  static SourceData read(Originals folder) throws IOException {
    return SourceData.inTfdsOrder(
        folder.dataset(),
        CLASSES,
        part("train", folder.file("train_32x32.mat")),
        part("test", folder.file("test_32x32.mat")));
  }

  private static Part part(String name, Path file) throws IOException {
    List<Example> examples = new ArrayList<>();
    for (int digit : MatFile.read(file, "y").ints("y")) {
      examples.add(new Example(String.valueOf(examples.size()), digit % CLASSES));
    }
    return new Part(name, examples, images(file, examples.size()));
  }

  private static Images images(Path file, int size) {
    return (keys, visitor) -> {
      MatFile content = MatFile.read(file, "X");
      MatArray.Numbers pixels = content.array("X").asNumbers(content.place("X"));
      List<Integer> expected = List.of(SIDE, SIDE, RgbImage.CHANNELS, size);
      if (!pixels.shape().equals(expected)) {
        throw new IOException(
            "%s: 'X' has the shape %s, expected %s"
                .formatted(file.getFileName(), pixels.shape(), expected));
      }
      for (int i = 0; i < size; i++) {
        String key = String.valueOf(i);
        if (keys.contains(key)) {
          int start = i * PIXELS;
          visitor.image(key, decoder -> image(pixels, start));
        }
      }
    };
  }

  /** MATLAB counts rows fastest, then columns, then channels. */
  private static RgbImage image(MatArray.Numbers values, int start) {
    byte[] pixels = new byte[PIXELS];
    for (int i = 0; i < PIXELS; i++) {
      int channel = i % RgbImage.CHANNELS;
      int column = i / RgbImage.CHANNELS % SIDE;
      int row = i / RgbImage.CHANNELS / SIDE;
      pixels[i] = (byte) values.integer(start + channel * PLANE + column * SIDE + row);
    }
    return new RgbImage(SIDE, SIDE, pixels);
  }
}
