package org.e2vpt.harness.data.cache;

import com.google.common.io.MoreFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.e2vpt.harness.data.image.Decoder;
import org.e2vpt.harness.data.image.LabelledImages;
import org.e2vpt.harness.data.image.RgbImage;
import org.e2vpt.harness.data.source.Example;
import org.e2vpt.harness.data.source.Images;
import org.e2vpt.harness.data.source.Origin;
import org.e2vpt.harness.data.source.Part;
import org.e2vpt.harness.data.source.TaskData;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What an image of 500x375 pixels costs that is cached, beside a copy of as many bytes. */
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class CacheBenchmark {

  private static final int HEIGHT = 375;
  private static final int WIDTH = 500;
  private static final int BYTES = HEIGHT * WIDTH * RgbImage.CHANNELS;

  /** 450 MB: more than fits into a processor's caches. */
  private static final int IMAGES = 800;

  private final ByteBuffer image = ByteBuffer.allocateDirect(BYTES);
  private final ByteBuffer memory = ByteBuffer.allocateDirect(IMAGES * BYTES);
  private Path folder;
  private LabelledImages cached;

  @Setup
  public void build() throws IOException {
    folder = Files.createTempDirectory("e2vpt");
    cached =
        new ImageCache(folder, "")
            .open("", CacheBenchmark::data, (part, image) -> image.decode(Decoder.PILLOW))
            .get(0);
    for (int i = 0; i < IMAGES; i++) { // the first reading compares checksums
      cached.copyTo(i, image.clear());
    }
  }

  @TearDown
  public void delete() throws IOException {
    MoreFiles.deleteRecursively(folder);
  }

  @Benchmark
  @OperationsPerInvocation(IMAGES)
  public ByteBuffer readCached() {
    for (int i = 0; i < IMAGES; i++) {
      cached.copyTo(i, image.clear());
    }
    return image;
  }

  @Benchmark
  @OperationsPerInvocation(IMAGES)
  public ByteBuffer copyMemory() {
    for (int i = 0; i < IMAGES; i++) {
      image.clear().put(memory.slice(i * BYTES, BYTES));
    }
    return image;
  }

  private static TaskData data() {
    byte[] noise = new byte[BYTES];
    new SplittableRandom(7).nextBytes(noise);
    Images images =
        (keys, visitor) -> {
          for (String key : keys) {
            visitor.image(key, decoder -> new RgbImage(HEIGHT, WIDTH, noise));
          }
        };
    return new TaskData(
        "noise",
        1,
        new Origin(Origin.Kind.EXACT, "noise"),
        part("train", IMAGES, images),
        part("val", 1, images),
        part("test", 1, images));
  }

  private static Part part(String name, int size, Images images) {
    List<Example> examples =
        IntStream.range(0, size).mapToObj(i -> new Example(name + i, 0)).toList();
    return new Part(name, examples, images);
  }
}
