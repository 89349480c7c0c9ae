package org.e2vpt.tables.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.e2vpt.harness.data.MiniatureData;
import org.e2vpt.harness.data.archive.Packing;
import org.e2vpt.harness.data.image.Decoder;
import org.e2vpt.harness.data.image.ImageFiles;
import org.e2vpt.harness.data.image.Photos;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

@Timeout(60)
class DataCommandTest {

  private static final String ABC =
      "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @TempDir Path root;
  @TempDir Path directory;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void tellsWhatIsThereAndHowToGetTheRest() throws IOException {
    put("fgvc_nabirds/nabirds.tar.gz", "not checked yet");

    assertThat(execute(E2vpt.commandLine(), "data", "status")).isEqualTo(1);

    assertThat(out.toString().lines())
        .contains(
            "task                   there      missing",
            "cifar                  0 of 1     169 MB",
            "sun397                 0 of 4     39.1 GB and 3 files of unknown size",
            "fgvc_nabirds           1 of 1     (1 there not checked yet)",
            "'e2vpt data fetch TASK' gets a task, 'e2vpt data fetch all' all of them: 88.8 GB and 3"
                + " files of unknown size.",
            "By hand:",
            "open https://www.kaggle.com/c/diabetic-retinopathy-detection/data (needs:"
                + " kaggle-account-and-accepted-rules), and put train.zip.001, train.zip.002,"
                + " train.zip.003, train.zip.004, train.zip.005, test.zip.001, test.zip.002,"
                + " test.zip.003, test.zip.004, test.zip.005, test.zip.006, test.zip.007,"
                + " trainLabels.csv.zip into "
                + root.resolve("diabetic_retinopathy"))
        .noneMatch(line -> line.contains("nabirds.tar.gz"))
        .hasSize(2 + 1 + 24 + 2 + 3);
  }

  @Test
  void goesOnPastAPinThatCannotBeRead() throws IOException {
    put("fgvc_nabirds/nabirds.tar.gz", "not checked yet");
    put("fgvc_nabirds/nabirds.tar.gz.pin", "no pin");

    assertThat(execute(E2vpt.commandLine(), "data", "status")).isEqualTo(1);

    assertThat(out.toString().lines())
        .contains(
            "cifar                  0 of 1     169 MB",
            "fgvc_nabirds           1 of 1     (1 there not checked yet)",
            "Pins that cannot be read:",
            "%s: expected 'hash bytes date', got 'no pin'; delete it, and 'e2vpt data verify' writes it again"
                .formatted(root.resolve("fgvc_nabirds/nabirds.tar.gz.pin")));
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void fetchesWhatItCanAndSaysWhatItCannot() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/a",
        exchange -> {
          exchange.sendResponseHeaders(200, 3);
          exchange.getResponseBody().write("abc".getBytes(UTF_8));
          exchange.close();
        });
    server.start();
    String url = String.format(Locale.ROOT, "http://localhost:%d", server.getAddress().getPort());
    Path lock =
        lock(
            "x/a %s/a 3 %s MIT - cifar".formatted(url, ABC),
            "x/b %s/page ? ? MIT form cifar".formatted(url),
            "x/c %s/c ? ? MIT - cifar?".formatted(url));

    assertThat(execute(E2vpt.commandLine(), "data", "fetch", "cifar", "--lock=" + lock))
        .isEqualTo(1);
    assertThat(out.toString().lines())
        .containsExactly(
            "fetched x/a (3 B)",
            "by hand: open %s/page (needs: form), and put b into %s"
                .formatted(url, root.resolve("x")),
            "1 fetched, 0 already present, 0 failed, 1 to get by hand");

    put("x/b", "by hand");
    assertThat(execute(E2vpt.commandLine(), "data", "fetch", "all", "--lock=" + lock)).isZero();
    server.stop(0);
  }

  @Test
  void writesThePixelsOfFilesAndNamesThoseThatItRefuses() throws IOException {
    Path photo = put("photos/a.b.jpg", Photos.file("jpg", 6, 9, 1));
    Path text = put("photos/text.jpg", "no image".getBytes(UTF_8));
    Path missing = root.resolve("photos/missing.png");
    Path other = put("photos/.png", Photos.file("png", 2, 3, 1));
    Path to = root.resolve("new/pixels");

    int exit = pixels("tensorflow", to, text, photo, missing, other);

    assertThat(exit).isEqualTo(1);
    assertThat(out.toString().lines())
        .containsExactly(to.resolve("a.b.ppm").toString(), to.resolve(".png.ppm").toString());
    assertThat(err.toString().lines())
        .containsExactly(
            "the image %s cannot be decoded (it is not a JPEG, PNG, BMP or GIF file); convert it, or fetch it again"
                .formatted(text),
            "the image %s cannot be decoded (it is not there); convert it, or fetch it again"
                .formatted(missing));
    byte[] written = Files.readAllBytes(to.resolve("a.b.ppm"));
    byte[] pixels = ImageFiles.decode(photo, Decoder.TENSORFLOW, "").pixels();
    assertThat(written).startsWith("P6\n9 6\n255\n".getBytes(UTF_8)).endsWith(pixels);
    assertThat(written).hasSize(11 + pixels.length);

    assertThat(pixels("pillow", to, photo)).isZero();
    assertThat(to.resolve("a.b.ppm"))
        .content(ISO_8859_1)
        .endsWith(new String(ImageFiles.decode(photo, Decoder.PILLOW, "").pixels(), ISO_8859_1))
        .isNotEqualTo(new String(written, ISO_8859_1));
  }

  @Test
  void refusesToWriteTwoFilesToOne() throws IOException {
    Path one = put("one/a.jpg", Photos.file("jpg", 6, 9, 1));
    Path two = put("two/a.png", Photos.file("png", 6, 9, 1));

    assertThat(pixels("pillow", root, one, two)).isEqualTo(2);

    assertThat(err)
        .hasToString(
            "e2vpt: %s and %s would both be written to %s; decode them one by one, with two --output%n"
                .formatted(one, two, root.resolve("a.ppm")));
    assertThat(root.resolve("a.ppm")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '"',
      value = {
        "a.jpg ; Missing required option: '--decoder=tensorflow|pillow'",
        "a.jpg --decoder=opencv ; Invalid value for option '--decoder': expected tensorflow or pillow, got 'opencv'",
        "--decoder=pillow ; Missing required parameter: 'FILE'",
      })
  void saysWhatIsMissingToWritePixels(String arguments, String reason) {
    assertThat(
            executePixels(
                Stream.concat(Stream.of("data", "pixels"), Stream.of(arguments.split(" ")))
                    .toList()))
        .isEqualTo(2);

    assertThat(err).hasToString("e2vpt: %s; see 'e2vpt data pixels --help'%n".formatted(reason));
  }

  private int pixels(String decoder, Path output, Path... files) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("data", "pixels", "--decoder", decoder));
    arguments.addAll(List.of("--output", output.toString()));
    Stream.of(files).map(Path::toString).forEach(arguments::add);
    return executePixels(arguments);
  }

  private int executePixels(List<String> arguments) {
    return E2vpt.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments.toArray(String[]::new));
  }

  private Path put(String name, byte[] content) throws IOException {
    return Packing.file(root.resolve(name), content);
  }

  @ParameterizedTest
  @ValueSource(strings = {"vtab-1k:cifar", "vtab-1k:dtd"})
  void fetchesTheArchiveOfAPreparedTask(String task) {
    assertThat(execute(E2vpt.commandLine(), "data", "fetch", task)).isEqualTo(1);

    assertThat(err).asString().isEmpty();
    assertThat(out.toString().lines())
        .containsExactly(
            "by hand: open https://drive.google.com/file/d/1yZKwiKdsBzTfBgnStRveYMokc7GMMd5p/view"
                + " (needs: browser), and put vtab-1k.zip into "
                + root.resolve("vtab-1k"),
            "0 fetched, 0 already present, 0 failed, 1 to get by hand");
  }

  @Test
  void readsFilesAgainAndFailsIfOneIsWrongOrMissing() throws IOException {
    Path lock =
        lock(
            "x/a https://x.org/a 3 %s MIT - cifar".formatted(ABC),
            "x/b https://x.org/b 3 %s MIT - cifar".formatted(ABC));

    assertThat(execute(E2vpt.commandLine(), "data", "verify", "--lock=" + lock)).isEqualTo(1);
    assertThat(err).hasToString("no file of datasets.lock is in %s%n".formatted(root));

    put("x/a", "abc");
    assertThat(execute(E2vpt.commandLine(), "data", "verify", "--lock=" + lock)).isZero();
    assertThat(out).hasToString("x/a is right%n1 of 1 file is right%n".formatted());

    err.getBuffer().setLength(0);
    assertThat(execute(E2vpt.commandLine(), "data", "verify", "cifar", "--lock=" + lock))
        .isEqualTo(1);
    assertThat(err)
        .hasToString(
            "%s is missing: 'e2vpt data fetch x/b' gets it, or says how to%n"
                .formatted(root.resolve("x/b")));

    put("x/a", "abd");
    assertThat(execute(E2vpt.commandLine(), "data", "verify", "--lock=" + lock)).isEqualTo(1);
    assertThat(err.toString()).contains("is not the 'x/a' of datasets.lock");
  }

  @Test
  void showsTheFactsOfATask() {
    assertThat(execute(E2vpt.commandLine(), "data", "show", "cifar")).isZero();

    assertThat(out.toString().lines())
        .contains(
            "CIFAR-100 (cifar)",
            "classes          100",
            "official splits  train 50000 / test 10000",
            "val              200 of train[90%:]",
            "needed    missing   " + root.resolve("cifar/cifar-100-binary.tar.gz"),
            "  169 MB, sha256:58a81ae192c23a4be8b1804d68e518ed807d710a4eb253b1f2a199162a40d8ec,"
                + " licence: none-stated",
            "optional  missing   " + root.resolve("vtab-1k/vtab-1k.zip"),
            "needed files are missing, so no image was counted");
  }

  @Test
  void showsTheImagesThatAreThereAndPreparesThem() throws IOException {
    Path lock = directory.resolve("miniature.lock");
    MiniatureData.write(root, lock);

    assertThat(execute(E2vpt.commandLine(), "data", "show", "svhn", "--lock=" + lock)).isZero();

    assertThat(out.toString().lines())
        .contains(
            "2 of the needed files not compared with datasets.lock yet, which 'e2vpt data verify"
                + " svhn' does; they hold:",
            "train  8 images of 6 classes: 39, 28, 6, 33, 16, …",
            "split: exact (TFDS's order of the original files)",
            "The files are miniatures for tests, as the lock says: what is measured on them means"
                + " nothing.")
        .anyMatch(line -> line.startsWith("val    2 images of "))
        .anyMatch(line -> line.startsWith("test   6 images of 6 classes: "));

    assertThat(
            execute(
                E2vpt.commandLine(),
                "data",
                "prepare",
                "svhn",
                "fgvc_cub",
                "--side=32",
                "--lock=" + lock))
        .isZero();
    assertThat(out.toString().lines())
        .containsExactly(
            "svhn: 8 training, 2 validation and 6 test images",
            "fgvc_cub: 360 training, 40 validation and 200 test images");
    assertThat(root.resolve(".cache/fgvc_cub/test-32.images")).exists();

    assertThat(
            execute(
                E2vpt.commandLine(),
                "data",
                "prepare",
                "fgvc_cub",
                "--side=32",
                "--pixels=tensorflow",
                "--lock=" + lock))
        .isZero();
    assertThat(root.resolve(".cache/fgvc_cub/test-32-tensorflow.images")).exists();
  }

  @Test
  void preparesAFolderOfAnyNameAndSaysWhatOfItIsNotUsed() throws IOException {
    assumeTrue(
        System.getProperty("sun.jnu.encoding").equals("UTF-8"),
        "this locale cannot spell the folder's name");
    Path folder = root.resolve("mes images \u00e9");
    for (String image :
        List.of("train/a/1", "train/b/1", "val/a/1", "val/b/1", "test/a/1", "test/b/1")) {
      Packing.file(folder.resolve(image + ".png"), Photos.file("png", 8, 8, image.hashCode()));
    }
    Packing.file(folder.resolve("train/a/Thumbs.db"), new byte[1]);

    assertThat(execute(E2vpt.commandLine(), "data", "prepare", "folder:" + folder, "--side=32"))
        .isZero();
    assertThat(out.toString().lines())
        .containsExactly(
            "folder:%s: 2 training, 2 validation and 2 test images".formatted(folder),
            "split: user-provided (the folder %s)".formatted(folder.getFileName()),
            folder.getFileName()
                + ": 1 file left out (not .jpg, .jpeg, .png, .bmp or .gif): .db 1; the first is 'train/a/Thumbs.db'.");
  }

  @Test
  void takesWhatWasUnpackedByHandForThere() throws IOException {
    put("resisc45/NWPU-RESISC45/airport/airport_001.jpg", "");

    assertThat(execute(E2vpt.commandLine(), "data", "status")).isEqualTo(1);

    assertThat(out.toString().lines()).contains("resisc45               1 of 1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          data        | Missing required subcommand; see 'e2vpt data --help'
          data fetch  | Missing required parameter: 'TASK'; see 'e2vpt data fetch --help'
          """)
  void saysInOneLineWhatIsWrongWithTheUsage(String arguments, String message) {
    CommandLine commandLine = E2vpt.commandLine();
    commandLine.setErr(new PrintWriter(err, true));

    assertThat(commandLine.execute(arguments.split(" "))).isEqualTo(2);

    assertThat(err).hasToString("e2vpt: %s%n".formatted(message));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          data fetch nope  | 'nope' is neither a task nor a file of datasets.lock; the tasks are caltech101, cifar,
          data verify nope | 'nope' is neither a task nor a file of datasets.lock; the tasks are caltech101, cifar,
          data fetch folder:x | 'folder:x' is a folder of your own: there is nothing to fetch or to compare it with
          data show nope   | unknown task 'nope'; the tasks are caltech101, cifar,
          data prepare dtd --side=0 | expected a side of 1 pixel or more, got 0
          """)
  void saysInOneLineWhatCannotBeMeant(String arguments, String message) {
    assertThat(execute(E2vpt.commandLine(), arguments.split(" "))).isEqualTo(2);

    assertThat(err.toString()).startsWith("e2vpt: " + message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"status", "fetch cifar", "verify", "show cifar", "prepare cifar"})
  void saysInOneLineThatTheLockCannotBeRead(String arguments) {
    Path lock = root.resolve("missing.lock");

    assertThat(
            execute(E2vpt.commandLine(), "data %s --lock=%s".formatted(arguments, lock).split(" ")))
        .isEqualTo(2);

    assertThat(err.toString().lines())
        .singleElement()
        .asString()
        .startsWith("e2vpt: cannot read the lock %s that -Dlock names: ".formatted(lock));
  }

  private int execute(CommandLine commandLine, String... arguments) {
    out.getBuffer().setLength(0);
    commandLine.setOut(new PrintWriter(out, true));
    commandLine.setErr(new PrintWriter(err, true));
    String[] all = new String[arguments.length + 1];
    System.arraycopy(arguments, 0, all, 0, arguments.length);
    all[arguments.length] = "--data-root=" + root;
    return commandLine.execute(all);
  }

  private void put(String name, String content) throws IOException {
    Path path = root.resolve(name);
    Files.createDirectories(path.getParent());
    Files.writeString(path, content);
  }

  private Path lock(String... lines) throws IOException {
    return Files.write(directory.resolve("test.lock"), List.of(lines));
  }
}
