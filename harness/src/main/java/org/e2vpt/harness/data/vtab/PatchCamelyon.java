package org.e2vpt.harness.data.vtab;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.e2vpt.harness.data.archive.Gzip;
import org.e2vpt.harness.data.archive.HdfRows;
import org.e2vpt.harness.data.image.RgbImage;
import org.e2vpt.harness.data.source.Example;
import org.e2vpt.harness.data.source.Images;
import org.e2vpt.harness.data.source.Originals;
import org.e2vpt.harness.data.source.Part;
import org.e2vpt.harness.data.source.SourceData;
import org.e2vpt.harness.file.TemporaryFile;

/**
 * PatchCamelyon: HDF5 files packed with gzip, {@code x} of (N, 96, 96, 3) bytes and {@code y} of
 * (N, 1, 1, 1), where 1 means a tumour in the centre. Keys are {@code train_0}, {@code valid_0},
 * {@code test_0}.
 *
 * <p>HDF5 cannot be read as a stream: during a pass the file lies unpacked, without a name, on the
 * disk of the packed one: 7.2 GB for train.
 */
final class PatchCamelyon {

  private static final int CLASSES = 2;
  private static final int SIDE = 96;

  private PatchCamelyon() {}

  static SourceData read(Originals folder) throws IOException {
    return SourceData.inTfdsOrder(
        folder.dataset(),
        CLASSES,
        part("train", "train", folder),
        part("validation", "valid", folder),
        part("test", "test", folder));
  }

  private static Part part(String name, String short_, Originals folder) throws IOException {
    String file = "camelyonpatch_level_2_split_" + short_;
    Path packedPixels = folder.file(file + "_x.h5.gz");
    List<Example> examples = new ArrayList<>();
    unpacked(
        folder.file(file + "_y.h5.gz"),
        hdf -> {
          for (long label : hdf.numbers("y")) {
            examples.add(new Example(short_ + "_" + examples.size(), (int) label));
          }
        });
    return new Part(name, examples, images(packedPixels, short_ + "_"));
  }

  private static Images images(Path packed, String prefix) {
    return (keys, visitor) -> {
      Map<Integer, String> keyOfRow = new HashMap<>();
      for (String key : keys) {
        keyOfRow.put(Integer.valueOf(key.substring(prefix.length())), key);
      }
      unpacked(
          packed,
          hdf ->
              hdf.read(
                  "x",
                  keyOfRow.keySet(),
                  (row, pixels) ->
                      visitor.image(prefix + row, decoder -> new RgbImage(SIDE, SIDE, pixels)),
                  SIDE,
                  SIDE,
                  RgbImage.CHANNELS));
    };
  }

  @FunctionalInterface
  private interface Reader {
    void read(HdfRows hdf) throws IOException;
  }

  private static void unpacked(Path packed, Reader reader) throws IOException {
    try (TemporaryFile file = Gzip.unpackBeside(packed);
        HdfRows hdf = HdfRows.open(packed.getFileName().toString(), file.channel())) {
      reader.read(hdf);
    }
  }
}
