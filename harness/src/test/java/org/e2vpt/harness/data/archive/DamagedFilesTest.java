package org.e2vpt.harness.data.archive;

import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.e2vpt.harness.data.image.Decoder;
import org.e2vpt.harness.data.image.ImageFiles;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that fuzzers found; where they come from is said beside them. */
class DamagedFilesTest {

  @TempDir private Path folder;

  /** The name of a file begins with its format. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          hdf5-s0.bin      | x is not an HDF5 file, or is damaged (its addresses have another width than 64 bits): fetch it again
          hdf5-s2.bin.gz   | x is not an HDF5 file, or is damaged (its addresses have another width than 64 bits): fetch it again
          hdf5-s4.bin      | x has no data set 'y', or is damaged (its structures are larger than the file allows): fetch it again
          hdf5-s8.bin      | x has no data set 'y', or is damaged (64 bytes at 18446462598732840960 lie outside of its 373 bytes): fetch it again
          hdf5-s10.bin     | x is not an HDF5 file, or is damaged (something stands before it): fetch it again
          hdf5-s16.bin     | x has no data set 'y', or is damaged (64 bytes at 13238251629368031159 lie outside of its 419 bytes): fetch it again
          mat-s0.bin       | x is not a MATLAB file of level 5, or is damaged (a block cannot be unpacked: incorrect data check): fetch it again
          mat-s2.bin       | x is not a MATLAB file of level 5, or is damaged (a block cannot be unpacked: incorrect data check): fetch it again
          mat-s4.bin       | x is not a MATLAB file of level 5, or is damaged (an element has 1645084672 bytes where 557 are left): fetch it again
          mat-s6.bin       | x is not a MATLAB file of level 5, or is damaged (a block cannot be unpacked: invalid distance too far back): fetch it again
          tfexample-s0.bin | x: a record is not a tf.train.Example
          zip-s0.bin       | cannot read x: 'a/b.txt' is encrypted or packed in a rare way; it is damaged or incomplete, fetch it again
          gnu-sparse.tgz   | cannot read x: 'zeros' is a sparse file; it is damaged or incomplete, fetch it again
          pax-sparse.tgz   | cannot read x: 'zeros' is a sparse file; it is damaged or incomplete, fetch it again
          jpeg-s0.bin      | the image x cannot be decoded (it names a size of 5186x33032 pixels, but its 912 bytes cannot hold so many); fetch its archive again, and if that does not help, replace the image
          png-s0.bin       | the image x cannot be decoded (it names a size of 16711688x8 pixels, but its 204 bytes cannot hold so many); fetch its archive again, and if that does not help, replace the image
          png-s2.bin       | the image x cannot be decoded (it names a size of 16777224x8 pixels, but its 308 bytes cannot hold so many); fetch its archive again, and if that does not help, replace the image
          """)
  void areRefusedAtOnce(String name, String message) throws IOException {
    Path source = Path.of("src/test/resources/damaged", name);
    byte[] content;
    try (InputStream in =
        name.endsWith(".bin.gz") ? Gzip.open(source) : Files.newInputStream(source)) {
      content = in.readAllBytes();
    }
    Path file = Packing.file(folder.resolve("x"), content);

    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(2),
        () ->
            assertThatIOException()
                .isThrownBy(() -> read(name.replaceAll("-.*", ""), file, content))
                .withMessage(message));
  }

  private static void read(String format, Path file, byte[] content) throws IOException {
    switch (format) {
      case "hdf5" -> {
        try (HdfRows hdf = HdfRows.open("x", file)) {
          hdf.numbers("y");
        }
      }
      case "mat" -> MatFile.read(file, "annotations");
      case "tfexample" -> TfExample.parse(content, "x");
      case "zip" -> ZipArchive.of(file).readAll((member, in) -> in.readAllBytes());
      case "gnu", "pax" -> TarArchive.of(file).bytes("zeros");
      default -> ImageFiles.decode(content, "x", Decoder.PILLOW);
    }
  }
}
