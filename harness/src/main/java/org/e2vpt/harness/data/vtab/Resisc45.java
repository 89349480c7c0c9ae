package org.e2vpt.harness.data.vtab;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import org.e2vpt.harness.data.archive.Archive;
import org.e2vpt.harness.data.archive.FolderArchive;
import org.e2vpt.harness.data.archive.ZipArchive;
import org.e2vpt.harness.data.source.Origin;
import org.e2vpt.harness.data.source.Originals;
import org.e2vpt.harness.data.source.SourceData;

/** NWPU-RESISC45, published as a RAR archive, which Java cannot read; others packed it as a zip. */
final class Resisc45 {

  private static final int CLASSES = 45;
  static final String NAME = "NWPU-RESISC45";

  static final Origin UNPACKED =
      new Origin(
          Origin.Kind.EXACT,
          "TFDS's order of the files that were unpacked by hand",
          ImmutableList.of(
              "RESISC45 was unpacked manually from the authors' RAR archive, for which no hash is published."));

  private Resisc45() {}

  /** Whether the authors' archive was unpacked by hand. */
  static boolean isUnpacked(Originals folder) {
    return folder.has(NAME);
  }

  static SourceData read(Originals folder) throws IOException {
    if (isUnpacked(folder)) {
      Archive unpacked = FolderArchive.of(folder.file(NAME));
      return ClassFolderArchive.read(folder.dataset(), unpacked, "", CLASSES);
    }
    if (folder.has(NAME + ".rar") && !folder.has(NAME + ".zip")) {
      throw new IOException(
          "Java cannot read %s.rar: unpack it with 'unrar x %s.rar' in %s, so that the folder %s exists"
              .formatted(NAME, NAME, folder.path(), NAME));
    }
    Archive zip = ZipArchive.of(folder.file(NAME + ".zip"));
    return ClassFolderArchive.read(folder.dataset(), zip, NAME + "/", CLASSES);
  }
}
