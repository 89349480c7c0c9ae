package org.e2vpt.harness.tuned;

import ai.djl.ndarray.NDManager;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.e2vpt.harness.data.image.LabelledImages;
import org.e2vpt.harness.training.Trainer;
import org.e2vpt.harness.tuning.Tuning;

/** A backbone that was tuned, on a device. Made by {@link LoadedBackbone}. */
public final class TunedModel implements AutoCloseable {

  private final TunedInfo info;
  private final Tuning tuning;
  private final NDManager manager;

  TunedModel(TunedInfo info, Tuning tuning, NDManager manager) {
    this.info = info;
    this.tuning = tuning;
    this.manager = manager;
  }

  /** What is known of it. */
  public TunedInfo info() {
    return info;
  }

  /** The shortest side that an image of its inputs should have: that of a patch, in pixels. */
  public int patch() {
    return tuning.backbone().architecture().patch();
  }

  /**
   * Logits of images: (N, C). The batches of a trial have {@link Trainer#EVALUATION_BATCH} images;
   * others change no logit by more than rounding.
   *
   * @param batch images at a time
   */
  public float[][] logits(LabelledImages images, int batch) {
    int classes = info.classes().size();
    try (NDManager own = manager.newSubManager()) {
      float[] flat = new Trainer(tuning, own).logits(images, batch).toFloatArray();
      return IntStream.range(0, images.size())
          .mapToObj(i -> Arrays.copyOfRange(flat, i * classes, (i + 1) * classes))
          .toArray(float[][]::new);
    }
  }

  /** The most probable class of each image, in the batches of a trial. */
  public int[] labels(LabelledImages images) {
    try (NDManager own = manager.newSubManager()) {
      return Arrays.stream(
              new Trainer(tuning, own)
                  .logits(images, Trainer.EVALUATION_BATCH)
                  .argMax(1)
                  .toLongArray())
          .mapToInt(Math::toIntExact)
          .toArray();
    }
  }

  /** Top-1 accuracy in percent, in the batches of a trial: the same number. */
  public double accuracy(LabelledImages images) {
    try (NDManager own = manager.newSubManager()) {
      return new Trainer(tuning, own).accuracy(images);
    }
  }

  /**
   * The most probable classes of each image, most probable first.
   *
   * @param top how many of them
   */
  public ImmutableList<ImmutableList<Prediction>> predict(LabelledImages images, int top) {
    return Arrays.stream(logits(images, Trainer.EVALUATION_BATCH))
        .map(logits -> predictions(logits, top))
        .collect(ImmutableList.toImmutableList());
  }

  /** The most probable classes of an image by its logits. */
  public ImmutableList<Prediction> predictions(float[] logits, int top) {
    return Prediction.of(logits, info.classes(), top);
  }

  /**
   * A class of an image.
   *
   * @param label counted from 0
   * @param name of the class
   * @param probability softmax of the logits
   */
  public record Prediction(int label, String name, double probability) {

    /**
     * The most probable ones, most probable first.
     *
     * @param logits (C)
     * @param names of the C classes
     */
    public static ImmutableList<Prediction> of(float[] logits, List<String> names, int top) {
      double most =
          IntStream.range(0, logits.length).mapToDouble(i -> logits[i]).max().orElseThrow();
      double sum =
          IntStream.range(0, logits.length).mapToDouble(i -> Math.exp(logits[i] - most)).sum();
      return IntStream.range(0, logits.length)
          .boxed()
          .sorted(Comparator.comparingDouble(i -> -logits[i])) // stable: of equal ones the first
          .limit(top)
          .map(i -> new Prediction(i, names.get(i), Math.exp(logits[i] - most) / sum))
          .collect(ImmutableList.toImmutableList());
    }
  }

  /** What distinguishes it from its backbone, in host memory. */
  public TunedWeights weights() {
    return new TunedWeights(info, ImmutableMap.copyOf(tuning.tensors()));
  }

  /**
   * Keeps it in a file, which {@link TunedWeights#read} reads.
   *
   * @throws IOException if the file cannot be written; then there is none
   */
  public void save(Path file) throws IOException {
    weights().write(file);
  }

  @Override
  public void close() {
    manager.close();
  }
}
