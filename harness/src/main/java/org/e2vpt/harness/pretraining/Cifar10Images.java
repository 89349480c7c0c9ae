package org.e2vpt.harness.pretraining;

import ai.djl.basicdataset.cv.classification.Cifar10;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.repository.Repository;
import ai.djl.training.dataset.Dataset.Usage;
import ai.djl.training.dataset.Record;
import ai.djl.translate.TranslateException;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.e2vpt.harness.data.ImageSet;
import org.e2vpt.harness.tensor.Torch;

/**
 * CIFAR-10 (Krizhevsky, 2009): 50,000 and 10,000 colour images of 32×32 pixels in 10 classes.
 *
 * @param source where the images came from, in words
 * @param train what the backbone learns from
 * @param test what its accuracy is measured on
 */
record Cifar10Images(String source, ImageSet train, ImageSet test) {

  static final int CLASSES = 10;

  private static final int SIDE = 32;

  /**
   * The original pixels, through DJL's basicdataset.
   *
   * <p>The first use downloads 170 MB, also in DJL's offline mode: for data sets that mode only
   * means that what was downloaded once is never asked for again.
   *
   * @throws IOException saying what to do without network
   */
  static Cifar10Images fromDjl(Repository repository) throws IOException {
    try {
      return new Cifar10Images(
          "original pixels, through DJL's basicdataset",
          fromDjl(repository, Usage.TRAIN),
          fromDjl(repository, Usage.TEST));
    } catch (IOException | TranslateException | JsonParseException e) {
      throw new IOException(
          ("CIFAR-10 could not be fetched from %s (%s); its first use needs the network. Without"
                  + " one, have its images in FOLDER/train/<class>/ and FOLDER/test/<class>/ and say"
                  + " -Dimages=FOLDER")
              .formatted(repository.getBaseUri(), e),
          e);
    }
  }

  private static ImageSet fromDjl(Repository repository, Usage usage)
      throws IOException, TranslateException {
    try (NDManager manager = Torch.manager("cpu")) {
      Cifar10 dataset =
          Cifar10.builder()
              .optManager(manager)
              .optRepository(repository)
              .optUsage(usage)
              .setSampling(1, false)
              .build();
      dataset.prepare();
      int count = Math.toIntExact(dataset.size());
      byte[] pixels = new byte[count * SIDE * SIDE * ImageSet.CHANNELS];
      int[] labels = new int[count];
      for (int i = 0; i < count; i++) {
        try (NDManager image = manager.newSubManager()) {
          Record record = dataset.get(image, i);
          NDArray rows = record.getData().singletonOrThrow().toType(DataType.UINT8, false);
          byte[] bytes = rows.toByteArray();
          System.arraycopy(bytes, 0, pixels, i * bytes.length, bytes.length);
          labels[i] = (int) record.getLabels().singletonOrThrow().getFloat();
        }
      }
      return new ImageSet(SIDE, SIDE, pixels, labels);
    }
  }

  /**
   * Image files in {@code folder/train/<class>/} and {@code folder/test/<class>/}.
   *
   * @throws IOException naming the folder or file that is not as expected
   */
  static Cifar10Images fromFolder(Path folder) throws IOException {
    ClassFolderImages train = ClassFolderImages.read(folder.resolve("train"), SIDE);
    ClassFolderImages test = ClassFolderImages.read(folder.resolve("test"), SIDE);
    if (train.classes().size() != CLASSES || !train.classes().equals(test.classes())) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "expected the same %d classes in %s for train and test, found %s and %s",
              CLASSES,
              folder,
              train.classes(),
              test.classes()));
    }
    return new Cifar10Images("image files", train.images(), test.images());
  }
}
