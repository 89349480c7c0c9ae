package org.e2vpt.harness.pretraining;

import ai.djl.basicdataset.cv.classification.Cifar10;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.repository.Repository;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.dataset.Dataset.Usage;
import ai.djl.training.dataset.Record;
import ai.djl.translate.TranslateException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.e2vpt.harness.data.ImageSet;

/**
 * CIFAR-10 (Krizhevsky, 2009): 50,000 and 10,000 colour images of 32×32 pixels in 10 classes.
 *
 * @param train what the backbone learns from
 * @param test what its accuracy is measured on
 */
record Cifar10Images(ImageSet train, ImageSet test) {

  private static final int SIDE = 32;

  /** The original pixels, through DJL's basicdataset, which downloads 170 MB on its first use. */
  static Cifar10Images fromDjl(NDManager manager, Repository repository) throws IOException {
    return new Cifar10Images(
        fromDjl(manager, repository, Usage.TRAIN), fromDjl(manager, repository, Usage.TEST));
  }

  private static ImageSet fromDjl(NDManager manager, Repository repository, Usage usage)
      throws IOException {
    Cifar10 dataset =
        Cifar10.builder()
            .optManager(manager)
            .optRepository(repository)
            .optUsage(usage)
            .setSampling(1, false)
            .build();
    try {
      dataset.prepare();
      int count = Math.toIntExact(dataset.size());
      byte[] pixels = new byte[count * SIDE * SIDE * ImageSet.CHANNELS];
      int[] labels = new int[count];
      for (int i = 0; i < count; i++) {
        try (NDManager images = manager.newSubManager()) {
          Record image = ((ArrayDataset) dataset).get(images, i);
          NDArray hwc = image.getData().singletonOrThrow().toType(DataType.UINT8, false);
          byte[] bytes = hwc.toByteArray();
          System.arraycopy(bytes, 0, pixels, i * bytes.length, bytes.length);
          labels[i] =
              (int) image.getLabels().singletonOrThrow().toType(DataType.INT64, false).getLong();
        }
      }
      return new ImageSet(SIDE, SIDE, pixels, labels);
    } catch (TranslateException e) {
      throw new IOException("CIFAR-10 cannot be read through DJL: " + e.getMessage(), e);
    }
  }

  /** Image files in {@code folder/train/<class>/} and {@code folder/test/<class>/}. */
  static Cifar10Images fromFolder(Path folder) throws IOException {
    return new Cifar10Images(
        readFolder(folder.resolve("train")), readFolder(folder.resolve("test")));
  }

  /** Classes and files in the order of their names. */
  private static ImageSet readFolder(Path folder) throws IOException {
    List<Path> classes = sorted(folder);
    List<Path> files = new ArrayList<>();
    List<Integer> labels = new ArrayList<>();
    for (int label = 0; label < classes.size(); label++) {
      for (Path file : sorted(classes.get(label))) {
        files.add(file);
        labels.add(label);
      }
    }
    byte[] pixels = new byte[files.size() * SIDE * SIDE * ImageSet.CHANNELS];
    for (int i = 0; i < files.size(); i++) {
      copyPixels(files.get(i), pixels, i * SIDE * SIDE * ImageSet.CHANNELS);
    }
    return new ImageSet(SIDE, SIDE, pixels, labels.stream().mapToInt(Integer::intValue).toArray());
  }

  private static List<Path> sorted(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted().toList();
    }
  }

  private static void copyPixels(Path file, byte[] pixels, int from) throws IOException {
    BufferedImage image = ImageIO.read(file.toFile());
    if (image == null || image.getWidth() != SIDE || image.getHeight() != SIDE) {
      throw new IOException("%s is no image of %dx%d pixels".formatted(file, SIDE, SIDE));
    }
    int[] colours = image.getRGB(0, 0, SIDE, SIDE, null, 0, SIDE);
    IntStream.range(0, colours.length)
        .forEach(
            i -> {
              pixels[from + 3 * i] = (byte) (colours[i] >> 16);
              pixels[from + 3 * i + 1] = (byte) (colours[i] >> 8);
              pixels[from + 3 * i + 2] = (byte) colours[i];
            });
  }
}
