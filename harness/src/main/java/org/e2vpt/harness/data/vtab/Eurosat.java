package org.e2vpt.harness.data.vtab;

import java.io.IOException;
import org.e2vpt.harness.data.archive.ZipArchive;
import org.e2vpt.harness.data.source.Originals;
import org.e2vpt.harness.data.source.SourceData;

/** EuroSAT's colour images, 64x64. */
final class Eurosat {

  private static final int CLASSES = 10;

  private Eurosat() {}

  static SourceData read(Originals folder) throws IOException {
    return ClassFolderArchive.read(
        folder.dataset(), ZipArchive.of(folder.file("EuroSAT.zip")), "2750/", CLASSES);
  }
}
