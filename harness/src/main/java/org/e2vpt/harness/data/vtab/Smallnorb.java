package org.e2vpt.harness.data.vtab;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToIntFunction;
import org.e2vpt.harness.data.archive.NorbMatrix;
import org.e2vpt.harness.data.image.RgbImage;
import org.e2vpt.harness.data.source.Example;
import org.e2vpt.harness.data.source.Images;
import org.e2vpt.harness.data.source.Originals;
import org.e2vpt.harness.data.source.Part;
import org.e2vpt.harness.data.source.SourceData;

/**
 * Small NORB: pairs of grey images (N, 2, 96, 96), of which VTAB shows the left one, and of each
 * pair its instance, elevation, azimuth (twice its number) and lighting. Keys are the pairs'
 * numbers from 0 on.
 */
final class Smallnorb {

  private static final int SIDE = 96;
  private static final int PAIR = 2;
  private static final int INFOS = 4;
  private static final int ELEVATION = 1;
  private static final int AZIMUTH = 2;

  private Smallnorb() {}

  /** From which side was the toy photographed? */
  static SourceData azimuth(Originals folder) throws IOException {
    return read(folder, 18, info -> info[AZIMUTH] / 2);
  }

  /** From which height? */
  static SourceData elevation(Originals folder) throws IOException {
    return read(folder, 9, info -> info[ELEVATION]);
  }

  private static SourceData read(Originals folder, int classes, ToIntFunction<int[]> label)
      throws IOException {
    return SourceData.inTfdsOrder(
        folder.dataset(),
        classes,
        part("train", "smallnorb-5x46789x9x18x6x2x96x96-training-", folder, label),
        part("test", "smallnorb-5x01235x9x18x6x2x96x96-testing-", folder, label));
  }

  private static Part part(String name, String prefix, Originals folder, ToIntFunction<int[]> label)
      throws IOException {
    List<Example> examples = new ArrayList<>();
    for (int[] info : NorbMatrix.ints(folder.file(prefix + "info.mat.gz"), INFOS)) {
      examples.add(new Example(String.valueOf(examples.size()), label.applyAsInt(info)));
    }
    Images images =
        (keys, visitor) ->
            NorbMatrix.bytes(
                folder.file(prefix + "dat.mat.gz"),
                (row, pair) -> {
                  String key = String.valueOf(row);
                  if (keys.contains(key)) {
                    byte[] left = Arrays.copyOf(pair, SIDE * SIDE);
                    visitor.image(key, decoder -> RgbImage.grey(SIDE, SIDE, left));
                  }
                },
                PAIR,
                SIDE,
                SIDE);
    return new Part(name, examples, images);
  }
}
