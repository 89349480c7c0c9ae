package org.e2vpt.harness.data.vtab;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.e2vpt.harness.data.archive.Archive;
import org.e2vpt.harness.data.archive.Rows;
import org.e2vpt.harness.data.archive.TarArchive;
import org.e2vpt.harness.data.image.RgbImage;
import org.e2vpt.harness.data.source.Example;
import org.e2vpt.harness.data.source.Images;
import org.e2vpt.harness.data.source.Originals;
import org.e2vpt.harness.data.source.Part;
import org.e2vpt.harness.data.source.SourceData;

/**
 * CIFAR-100: records of a coarse label, a fine label, and 32x32 values of red, then of green, then
 * of blue. Keys are the records' numbers.
 */
final class Cifar100 {

  private static final int CLASSES = 100;
  private static final int SIDE = 32;
  private static final int PLANE = SIDE * SIDE;
  private static final int LABELS = 2;
  private static final int RECORD = LABELS + RgbImage.CHANNELS * PLANE;

  private Cifar100() {}

  static SourceData read(Originals folder) throws IOException {
    Archive archive = TarArchive.of(folder.file("cifar-100-binary.tar.gz"));
    return SourceData.inTfdsOrder(
        folder.dataset(), CLASSES, part("train", archive), part("test", archive));
  }

  private static Part part(String name, Archive archive) throws IOException {
    String member = "cifar-100-binary/" + name + ".bin";
    List<Example> examples = new ArrayList<>();
    rows(archive, member, (i, row) -> examples.add(new Example(String.valueOf(i), row[1])));
    return new Part(name, examples, images(archive, member));
  }

  private static Images images(Archive archive, String member) {
    return (keys, visitor) ->
        rows(
            archive,
            member,
            (i, row) -> {
              String key = String.valueOf(i);
              if (keys.contains(key)) {
                visitor.image(key, decoder -> image(row));
              }
            });
  }

  private static void rows(Archive archive, String member, Rows.Visitor visitor)
      throws IOException {
    archive.read(
        Set.of(member),
        (found, content) -> Rows.read(content, archive.name() + "!" + found, RECORD, visitor));
  }

  private static RgbImage image(byte[] record) {
    byte[] pixels = new byte[RgbImage.CHANNELS * PLANE];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = record[LABELS + i % RgbImage.CHANNELS * PLANE + i / RgbImage.CHANNELS];
    }
    return new RgbImage(SIDE, SIDE, pixels);
  }
}
