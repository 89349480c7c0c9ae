package org.e2vpt.tables.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.e2vpt.harness.data.archive.Packing;
import org.e2vpt.harness.data.image.Decoder;
import org.e2vpt.harness.data.image.ImageFiles;
import org.e2vpt.harness.data.image.Photos;
import org.e2vpt.harness.data.image.RgbImage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SmallImageTest {

  @Test
  void keepsTheShape(@TempDir Path folder) throws IOException {
    Packing.file(folder.resolve("test/cat/1.png"), Photos.file("png", 200, 100, 1));

    byte[] jpeg = SmallImage.jpeg("folder:" + folder, "test/cat/1.png");

    RgbImage small = ImageFiles.decode(jpeg, "it", Decoder.PILLOW);
    assertThat(List.of(small.height(), small.width())).containsExactly(96, 48);
  }
}
