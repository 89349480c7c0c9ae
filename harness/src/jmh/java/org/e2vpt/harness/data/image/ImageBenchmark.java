package org.e2vpt.harness.data.image;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.e2vpt.harness.data.LegacyBilinear;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What one image of 500x375 pixels costs: its decoding, and each way to 224 pixels. */
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ImageBenchmark {

  private static final int HEIGHT = 375;
  private static final int WIDTH = 500;
  private static final int SIDE = 224;

  private byte[] jpeg;
  private RgbImage image;

  @Setup
  public void decodeOnce() throws IOException {
    jpeg = Photos.file("jpg", Photos.noisy(HEIGHT, WIDTH, 1));
    image = decodeAsTensorFlow();
  }

  @Benchmark
  public RgbImage decodeAsTensorFlow() throws IOException {
    return ImageFiles.decode(jpeg, "a photo", Decoder.TENSORFLOW);
  }

  @Benchmark
  public RgbImage decodeAsPillow() throws IOException {
    return ImageFiles.decode(jpeg, "a photo", Decoder.PILLOW);
  }

  /** By Java's own decoder, which is libjpeg with vector instructions. */
  @Benchmark
  public Object decodeByImageIo() throws IOException {
    ImageReader reader = ImageIO.getImageReadersByFormatName("jpeg").next();
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(jpeg))) {
      reader.setInput(in, true, true);
      return reader.read(0).getRaster().getDataElements(0, 0, WIDTH, HEIGHT, null);
    } finally {
      reader.dispose();
    }
  }

  /** As FGVC's test images are made: the shorter side to 256, and the centre. */
  @Benchmark
  public RgbImage pillowBilinear() {
    Size size = new Size(HEIGHT, WIDTH).withShorterSide(256);
    return PillowResize.BILINEAR.resize(image, size, Crop.centre(size, SIDE));
  }

  /** As VTAB's images are made. */
  @Benchmark
  public float[] legacyBilinear() {
    return LegacyBilinear.resize(image.pixels(), HEIGHT, WIDTH, SIDE, SIDE);
  }
}
