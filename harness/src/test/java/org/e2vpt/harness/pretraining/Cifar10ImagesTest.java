package org.e2vpt.harness.pretraining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import ai.djl.repository.RemoteRepository;
import ai.djl.repository.Repository;
import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.e2vpt.harness.data.ImageSet;
import org.e2vpt.harness.tensor.Torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Cifar10ImagesTest {

  private static final int PLANE = 32 * 32;

  @TempDir private Path folder;

  @BeforeAll
  static void startOffline() {
    Torch.start(1);
    assertThat(System.getProperty("ai.djl.offline")).isEqualTo("true");
  }

  /** A server in small, as files: the same paths, names and packing as DJL's. */
  @Nested
  class ThroughDjl {

    private Path server;
    private Path data;
    private URI address;

    @BeforeEach
    void serve() throws IOException {
      server = folder.resolve("server");
      data = Files.createDirectories(server.resolve("dataset/cv/ai/djl/basicdataset/cifar10"));
      address = server.toUri();
      String train = pack("data_batch.bin.gz", 7, 0, 9);
      String test = pack("test_batch.bin.gz", 5);
      describe(train, test);
    }

    @Test
    void givesEveryByteOfTheImagesInRowsOfPixels() throws IOException {
      ImageSet train = Cifar10Images.fromDjl(repository()).train();

      assertThat(train.height()).isEqualTo(32);
      assertThat(train.width()).isEqualTo(32);
      byte[] expected = new byte[3 * PLANE * 3];
      for (int image = 0; image < 3; image++) {
        for (int pixel = 0; pixel < PLANE; pixel++) {
          for (int channel = 0; channel < 3; channel++) {
            expected[(image * PLANE + pixel) * 3 + channel] = value(image, channel, pixel);
          }
        }
      }
      assertThat(train.pixels()).isEqualTo(expected);
    }

    @Test
    void givesTheLabelsOfBothParts() throws IOException {
      Cifar10Images images = Cifar10Images.fromDjl(repository());

      assertThat(images.train().labels()).containsExactly(7, 0, 9);
      assertThat(images.test().labels()).containsExactly(5);
    }

    @Test
    void needsTheNetworkOnlyOnce() throws IOException {
      Cifar10Images first = Cifar10Images.fromDjl(repository());
      MoreFiles.deleteRecursively(server, RecursiveDeleteOption.ALLOW_INSECURE);
      makeTheCacheOld();

      Cifar10Images second = Cifar10Images.fromDjl(repository());

      assertThat(second.train().sha256()).isEqualTo(first.train().sha256());
      assertThat(second.test().sha256()).isEqualTo(first.test().sha256());
    }

    @Test
    void saysWhatToDoWithoutNetwork() throws IOException {
      MoreFiles.deleteRecursively(server, RecursiveDeleteOption.ALLOW_INSECURE);

      assertThatIOException()
          .isThrownBy(() -> Cifar10Images.fromDjl(repository()))
          .withMessageStartingWith(
              "CIFAR-10 could not be fetched from %s (java.io.FileNotFoundException: ", address)
          .withMessageEndingWith(
              "); its first use needs the network. Without one, have its images in"
                  + " FOLDER/train/<class>/ and FOLDER/test/<class>/ and say -Dimages=FOLDER");
    }

    @Test
    void refusesADamagedDownload() throws IOException {
      describe("0".repeat(40), "0".repeat(40));

      assertThatIOException()
          .isThrownBy(() -> Cifar10Images.fromDjl(repository()))
          .withMessageContaining("Checksum error: ")
          .withMessageContaining("expected sha1: " + "0".repeat(40));
    }

    @Test
    void refusesALoginPageInPlaceOfTheDescription() throws IOException {
      Files.writeString(data.resolve("metadata.json"), "<html>Please log in</html>");

      assertThatIOException()
          .isThrownBy(() -> Cifar10Images.fromDjl(repository()))
          .withMessageStartingWith("CIFAR-10 could not be fetched from " + address);
    }

    /** DJL asks again after a day, except in its offline mode. */
    private void makeTheCacheOld() throws IOException {
      Path description =
          folder.resolve("cache/dataset/cv/ai/djl/basicdataset/cifar10/metadata.json");
      String young = Files.readString(description);
      String old = young.replaceFirst("(lastUpdated[^0-9]*)20[0-9]{2}", "$12001");
      assertThat(old).contains("2001").isNotEqualTo(young);
      Files.writeString(description, old);
    }

    private Repository repository() {
      return new RemoteRepository("test", address) {
        @Override
        public Path getCacheDirectory() {
          return folder.resolve("cache"); // not the user's
        }
      };
    }

    private void describe(String trainSha1, String testSha1) throws IOException {
      String metadata =
          """
          {
            "metadataVersion": "0.1",
            "groupId": "ai.djl.basicdataset",
            "artifactId": "cifar10",
            "name": "CIFAR10",
            "artifacts": [
              {
                "version": "1.0",
                "snapshot": false,
                "files": {
                  "data_batch.bin": {"uri": "data_batch.bin.gz", "sha1Hash": "%s"},
                  "test_batch.bin": {"uri": "test_batch.bin.gz", "sha1Hash": "%s"}
                }
              }
            ]
          }
          """
              .formatted(trainSha1, testSha1);
      Files.writeString(data.resolve("metadata.json"), metadata);
    }

    /** Writes a file of CIFAR-10's binary form and returns its sha1. */
    private String pack(String name, int... labels) throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (OutputStream out = new GZIPOutputStream(bytes)) {
        for (int image = 0; image < labels.length; image++) {
          out.write(labels[image]);
          for (int channel = 0; channel < 3; channel++) {
            for (int pixel = 0; pixel < PLANE; pixel++) {
              out.write(value(image, channel, pixel));
            }
          }
        }
      }
      Files.write(data.resolve(name), bytes.toByteArray());
      return Hashing.sha1().hashBytes(bytes.toByteArray()).toString();
    }

    /** All 256 values in every channel, in another order in each image and channel. */
    private static byte value(int image, int channel, int pixel) {
      return (byte) (pixel * 7 + channel * 85 + image * 31 + pixel / 256);
    }
  }

  @Nested
  class FromAFolder {

    @Test
    void readsTrainAndTest() throws IOException {
      ImageFiles.writeCifar10(folder, 2);
      ImageFiles.write(folder.resolve("train/class3/9.png"), 32, pixel -> 0x010203);

      Cifar10Images images = Cifar10Images.fromFolder(folder);

      assertThat(images.train().size()).isEqualTo(21);
      assertThat(images.train().labels()).startsWith(0, 0, 1, 1, 2, 2, 3, 3, 3, 4).endsWith(9, 9);
      assertThat(images.train().slice(8, 9).pixels()).startsWith(1, 2, 3).endsWith(1, 2, 3);
      assertThat(images.test().size()).isEqualTo(20);
    }

    @Test
    void refusesAnotherNumberOfClasses() {
      ImageFiles.write(folder.resolve("train/cat/1.png"), 32, pixel -> 0);
      ImageFiles.write(folder.resolve("test/cat/1.png"), 32, pixel -> 0);

      assertThatIOException()
          .isThrownBy(() -> Cifar10Images.fromFolder(folder))
          .withMessage(
              "expected the same 10 classes in %s for train and test, found [cat] and [cat]",
              folder);
    }

    @Test
    void refusesOtherClassesInTheTest() throws IOException {
      ImageFiles.writeCifar10(folder, 1);
      Files.move(folder.resolve("test/class9"), folder.resolve("test/zebra"));

      assertThatIOException()
          .isThrownBy(() -> Cifar10Images.fromFolder(folder))
          .withMessageStartingWith("expected the same 10 classes in " + folder)
          .withMessageEndingWith(
              "class8, class9] and [class0, class1, class2, class3, class4,"
                  + " class5, class6, class7, class8, zebra]");
    }
  }
}
