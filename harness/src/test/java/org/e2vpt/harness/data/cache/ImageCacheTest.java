package org.e2vpt.harness.data.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.e2vpt.harness.data.image.Decoder;
import org.e2vpt.harness.data.image.LabelledImages;
import org.e2vpt.harness.data.image.RgbImage;
import org.e2vpt.harness.data.image.Size;
import org.e2vpt.harness.data.source.Example;
import org.e2vpt.harness.data.source.Images;
import org.e2vpt.harness.data.source.Origin;
import org.e2vpt.harness.data.source.Part;
import org.e2vpt.harness.data.source.TaskData;
import org.e2vpt.harness.file.ChildProcess;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageCacheTest {

  private static final ImageCache.Stored AS_IT_IS = (part, image) -> image.decode(Decoder.PILLOW);

  @TempDir private Path folder;
  private ImageCache cache;
  private final AtomicInteger builds = new AtomicInteger();

  @BeforeEach
  void makeCache() {
    cache = new ImageCache(folder.resolve("task"), "");
  }

  @Test
  void holdsEachImageAtItsSizeWithItsLabel() throws IOException {
    List<LabelledImages> parts = open("inputs");

    assertThat(parts).extracting(LabelledImages::size).containsExactly(4, 2, 3);
    LabelledImages train = parts.get(0);
    for (int i = 0; i < 4; i++) {
      assertThat(train.label(i)).isEqualTo(i % 2);
      assertThat(train.imageSize(i)).isEqualTo(new Size(i + 1, 2));
      assertThat(pixels(train, i)).isEqualTo(image("train", i).pixels());
    }
    assertThat(pixels(parts.get(2), 1)).isEqualTo(image("test", 1).pixels());
  }

  @Test
  void storesWhatATransformLeaves() throws IOException {
    List<LabelledImages> parts =
        cache.open(
            "inputs",
            this::data,
            (part, image) ->
                part.name().equals("val")
                    ? new RgbImage(1, 1, new byte[] {1, 2, 3})
                    : AS_IT_IS.apply(part, image));

    assertThat(pixels(parts.get(0), 0)).isEqualTo(image("train", 0).pixels());
    assertThat(pixels(parts.get(1), 1)).containsExactly(1, 2, 3);
  }

  @Test
  void isBuiltOnceForTheSameInputsAndAgainForOthers() throws IOException {
    open("inputs");
    open("inputs");
    assertThat(builds).hasValue(1);

    open("others");
    assertThat(builds).hasValue(2);
  }

  @Test
  void isBuiltAgainIfAFileIsCutOrDamagedInItsHead() throws IOException {
    open("inputs");
    Path file = folder.resolve("task/val.images");
    byte[] whole = Files.readAllBytes(file);

    for (int length : new int[] {0, 50, 100, whole.length - 1}) {
      try (RandomAccessFile cut = new RandomAccessFile(file.toFile(), "rw")) {
        cut.setLength(length);
      }
      open("inputs");
      assertThat(file).hasBinaryContent(whole);
    }
    flip(file, 95);
    open("inputs");
    assertThat(file).hasBinaryContent(whole);
    assertThat(builds).hasValue(6);
  }

  @Test
  void namesTheImageThatIsDamaged() throws IOException {
    open("inputs");
    Path file = folder.resolve("task/train.images");
    flip(file, Files.size(file) - 1);

    LabelledImages train = open("inputs").get(0);

    assertThat(pixels(train, 3)).isEqualTo(image("train", 3).pixels());
    assertThatIllegalStateException()
        .isThrownBy(() -> pixels(train, 0))
        .withMessage("%s is damaged at image 0; delete it, and it is built again", file);
  }

  @Test
  void leavesNothingOfABuildThatFailed() throws IOException {
    assertThatIOException()
        .isThrownBy(
            () ->
                cache.open(
                    "inputs",
                    () ->
                        data(
                            (keys, visitor) -> {
                              for (String key : keys) {
                                visitor.image(
                                    key,
                                    decoder -> {
                                      throw new IOException(key + " is corrupt");
                                    });
                              }
                            }),
                    AS_IT_IS))
        .withMessageEndingWith(" is corrupt");

    assertThat(folder.resolve("task")).isDirectoryContaining("glob:**build.lock");
    try (var files = Files.list(folder.resolve("task"))) {
      assertThat(files).hasSize(1);
    }
    open("inputs");
  }

  @Test
  void refusesASourceThatLeavesImagesOut() {
    assertThatIOException()
        .isThrownBy(() -> cache.open("inputs", () -> data((keys, visitor) -> {}), AS_IT_IS))
        .withMessage("got 0 of the 4 images of 'train'");
  }

  @Test
  void isBuiltByOneOfManyAtOnce() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    Callable<List<LabelledImages>> opening = () -> open("inputs");
    for (Future<List<LabelledImages>> opened : threads.invokeAll(Collections.nCopies(8, opening))) {
      assertThat(pixels(opened.get().get(2), 2)).isEqualTo(image("test", 2).pixels());
    }
    threads.shutdown();

    assertThat(builds).hasValue(1);
  }

  @Test
  void isBuiltByOneOfSeveralProcesses() throws Exception {
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      processes.add(
          ChildProcess.java(ImageCacheTest.class, folder.resolve("task"))
              .redirectErrorStream(true)
              .start());
    }
    List<String> outputs = new ArrayList<>();
    for (Process process : processes) {
      outputs.add(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
      assertThat(process.waitFor()).as(outputs.toString()).isZero();
    }

    assertThat(outputs).containsExactlyInAnyOrder("built 1", "built 0", "built 0");
    open("inputs");
    assertThat(builds).hasValue(0);
  }

  /** One of several processes: says how often it built, or hangs while it builds. */
  public static void main(String[] arguments) throws IOException {
    ImageCacheTest one = new ImageCacheTest();
    one.cache = new ImageCache(Path.of(arguments[0]), "");
    if (arguments.length > 1) {
      one.cache.open("inputs", () -> one.data((keys, visitor) -> hang()), AS_IT_IS);
    }
    one.open("inputs");
    System.out.print("built " + one.builds.get());
  }

  private static void hang() throws IOException {
    System.out.print("hanging");
    System.out.flush();
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX) // whose shells can limit the size of files
  void saysThatTheDiskTakesNoMoreAndLeavesNothing() throws IOException {
    ProcessBuilder java = ChildProcess.java(ImageCacheTest.class, folder.resolve("task"));
    java.command().add(1, "-XX:-UsePerfData"); // a file as well
    java.command().addAll(0, List.of("sh", "-c", "ulimit -f 0; exec \"$@\"", "sh"));
    Process limited = java.redirectErrorStream(true).start();

    assertThat(new String(limited.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .containsPattern(
            "cannot write %s/(train|val|test)\\.images\\.[0-9a-f]{16}\\.tmp after [0-9]+ bytes: File too large; make room there, or choose another folder by -Ddata\\.root"
                .formatted(folder.resolve("task")));
    try (var files = Files.list(folder.resolve("task"))) {
      assertThat(files).containsExactly(folder.resolve("task/build.lock"));
    }
  }

  @Test
  void isBuiltInTheEndHoweverOftenItsBuildersAreKilled() throws Exception {
    for (int i = 0; i < 2; i++) {
      Process builder =
          ChildProcess.java(ImageCacheTest.class, folder.resolve("task"), "hang").start();
      assertThat(builder.getInputStream().read()).isEqualTo('h');
      builder.destroyForcibly().waitFor();
    }
    assertThat(folder.resolve("task")).isDirectoryContaining("glob:**.tmp");

    open("inputs");

    assertThat(folder.resolve("task")).isDirectoryNotContaining("glob:**.tmp");
  }

  @Test
  void saysWhereItCannotWrite() throws IOException {
    Files.writeString(folder.resolve("task"), "a file");

    assertThatIOException()
        .isThrownBy(() -> open("inputs"))
        .withMessage(
            "cannot write into %1$s, where decoded images are kept: %1$s is a file, not a folder;"
                + " choose another folder of the data by -Ddata.root",
            folder.resolve("task"));
  }

  /** As files of more than 2 GB are. */
  @ParameterizedTest
  @ValueSource(longs = {1, 20, 40, 1000})
  void mayBeMappedInPieces(long mostMapped) throws IOException {
    open("inputs");
    Path file = folder.resolve("task/train.images");

    MappedImages images = MappedImages.open(file, CacheHeader.read(file).orElseThrow(), mostMapped);

    for (int i = 0; i < images.size(); i++) {
      assertThat(pixels(images, i)).isEqualTo(image("train", i).pixels());
    }
  }

  private List<LabelledImages> open(String inputs) throws IOException {
    return cache.open(inputs, this::data, AS_IT_IS);
  }

  private TaskData data() {
    builds.incrementAndGet();
    return data(
        (keys, visitor) -> {
          List<String> reversed = new ArrayList<>(keys);
          reversed.sort(Collections.reverseOrder()); // an archive has an order of its own
          for (String key : reversed) {
            String[] words = key.split(" ");
            visitor.image(key, decoder -> image(words[0], Integer.parseInt(words[1])));
          }
        });
  }

  private static TaskData data(Images images) {
    return new TaskData(
        "task",
        2,
        new Origin(Origin.Kind.EXACT, "a test"),
        part("train", 4, images),
        part("val", 2, images),
        part("test", 3, images));
  }

  private static Part part(String name, int size, Images images) {
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      examples.add(new Example(name + " " + i, i % 2));
    }
    return new Part(name, examples, images);
  }

  private static RgbImage image(String part, int index) {
    byte[] pixels = new byte[(index + 1) * 2 * 3];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (part.length() * 50 + index * 20 + i);
    }
    return new RgbImage(index + 1, 2, pixels);
  }

  private static byte[] pixels(LabelledImages images, int index) {
    Size size = images.imageSize(index);
    ByteBuffer pixels = ByteBuffer.allocate(size.height() * size.width() * 3);
    images.copyTo(index, pixels);
    assertThat(pixels.hasRemaining()).isFalse();
    return pixels.array();
  }

  private static void flip(Path file, long position) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.seek(position);
      int value = bytes.read();
      bytes.seek(position);
      bytes.write(~value);
    }
  }
}
