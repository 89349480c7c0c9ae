package org.e2vpt.harness.training;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import com.google.common.io.MoreFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.IntConsumer;
import org.e2vpt.harness.data.cache.ImageCache;
import org.e2vpt.harness.data.fgvc.SquareImages;
import org.e2vpt.harness.data.image.LabelledImages;
import org.e2vpt.harness.data.image.RgbImage;
import org.e2vpt.harness.data.source.Example;
import org.e2vpt.harness.data.source.Images;
import org.e2vpt.harness.data.source.Origin;
import org.e2vpt.harness.data.source.Part;
import org.e2vpt.harness.data.source.TaskData;
import org.e2vpt.harness.tensor.Torch;

/**
 * What it costs to build a cache of images of 500x375 pixels, to read an epoch of it beside a plain
 * copy of as many bytes in the same run, and to resize or cut them. Run it as {@code main} with a
 * folder; nothing is asserted.
 */
public final class ImageCost {

  private static final int HEIGHT = 375;
  private static final int WIDTH = 500;
  private static final int BYTES = HEIGHT * WIDTH * RgbImage.CHANNELS;
  private static final int IMAGES = 800;
  private static final int BATCH = 64;
  private static final int SIDE = 224;
  private static final int ROUNDS = 4;

  private ImageCost() {}

  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    try {
      long start = System.nanoTime();
      LabelledImages images =
          new ImageCache(folder, "").open("", ImageCost::data, (part, image) -> image).get(0);
      print("building the cache                       ", IMAGES, System.nanoTime() - start);
      reading(images);
      squares(images);
      resizing(images);
    } finally {
      MoreFiles.deleteRecursively(folder);
    }
  }

  private static void reading(LabelledImages images) {
    ByteBuffer batch = ByteBuffer.allocateDirect(BATCH * BYTES);
    List<int[]> epoch = Order.shuffled(IMAGES, BATCH, new SplittableRandom(1));
    IntConsumer cached = index -> images.copyTo(index, batch);
    ByteBuffer memory = ByteBuffer.allocateDirect(IMAGES * BYTES);
    IntConsumer copied = index -> batch.put(memory.slice(index * BYTES, BYTES));
    print("a cached epoch, read first, with checksums", IMAGES, nanos(epoch, batch, cached));
    for (int round = 0; round < ROUNDS; round++) {
      print("a cached epoch                           ", IMAGES, nanos(epoch, batch, cached));
      print("a plain copy of as many bytes            ", IMAGES, nanos(epoch, batch, copied));
    }
  }

  private static void squares(LabelledImages images) {
    LabelledImages drawn = new SquareImages(images, SIDE).toTrainOn(new SplittableRandom(1));
    ByteBuffer batch = ByteBuffer.allocateDirect(BATCH * BYTES);
    List<int[]> epoch = Order.sequential(IMAGES, BATCH);
    for (int round = 0; round < ROUNDS; round++) {
      print(
          "random squares of 224                    ",
          IMAGES,
          nanos(epoch, batch, index -> drawn.copyTo(index, batch)));
    }
  }

  private static void resizing(LabelledImages images) {
    Torch.start(1);
    try (NDManager manager = Torch.manager("cpu")) {
      DeviceImages device = new DeviceImages(manager, images, SIDE);
      for (int round = 0; round < ROUNDS; round++) {
        long start = System.nanoTime();
        for (int[] indices : Order.sequential(4 * BATCH, BATCH)) {
          try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            device.byDevice(indices).toByteArray();
          }
        }
        print("legacy bilinear on the CPU as a device   ", 4 * BATCH, System.nanoTime() - start);
        start = System.nanoTime();
        for (int[] indices : Order.sequential(4 * BATCH, BATCH)) {
          try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            device.byJava(indices).toByteArray();
          }
        }
        print("legacy bilinear in Java                  ", 4 * BATCH, System.nanoTime() - start);
      }
    }
  }

  private static long nanos(List<int[]> epoch, ByteBuffer batch, IntConsumer work) {
    long start = System.nanoTime();
    for (int[] indices : epoch) {
      batch.clear();
      for (int index : indices) {
        work.accept(index);
      }
    }
    return System.nanoTime() - start;
  }

  private static void print(String what, int images, long nanos) {
    System.out.printf(
        Locale.ROOT,
        "%s %8.0f images/s, %6.2f GB/s%n",
        what,
        images * 1e9 / nanos,
        (double) images * BYTES / nanos);
  }

  private static TaskData data() {
    byte[] noise = new byte[BYTES];
    new SplittableRandom(7).nextBytes(noise);
    Images images =
        (keys, visitor) -> {
          for (String key : keys) {
            visitor.image(key, () -> new RgbImage(HEIGHT, WIDTH, noise));
          }
        };
    return new TaskData(
        "cost",
        1,
        new Origin(Origin.Kind.EXACT, "noise"),
        part("train", IMAGES, images),
        part("val", 1, images),
        part("test", 1, images));
  }

  private static Part part(String name, int size, Images images) {
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      examples.add(new Example(name + i, 0));
    }
    return new Part(name, examples, images);
  }
}
