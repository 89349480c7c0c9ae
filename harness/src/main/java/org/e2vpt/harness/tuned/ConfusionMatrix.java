package org.e2vpt.harness.tuned;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.LinkedHashMultiset;
import com.google.common.collect.Multiset;
import com.google.common.collect.Multisets;
import java.util.Arrays;
import java.util.Locale;
import org.e2vpt.harness.text.Amounts;

/**
 * How many images of each class were taken for which. Classes are numbered as they are listed, as a
 * model's logits are. Only what occurs takes memory: most pairs of thousands of classes do not.
 */
public final class ConfusionMatrix {

  private final ImmutableList<String> classes;
  private final Multiset<Pair> counts = LinkedHashMultiset.create();
  private final long[] images;

  /**
   * A class, and what an image of it is taken for.
   *
   * @param label number of the class
   * @param predicted number of what it is taken for
   */
  public record Pair(int label, int predicted) {

    /** Whether the image is taken for what it is. */
    public boolean isRight() {
      return label == predicted;
    }
  }

  /** Of no image yet. */
  public ConfusionMatrix(ImmutableList<String> classes) {
    this.classes = classes;
    this.images = new long[classes.size()];
  }

  /** Adds an image. */
  public void add(int label, int predicted) {
    counts.add(new Pair(label, predicted));
    images[label]++;
  }

  /** The names of the classes. */
  public ImmutableList<String> classes() {
    return classes;
  }

  /** How many images of a class were taken for another, or for itself. */
  public long count(int label, int predicted) {
    return counts.count(new Pair(label, predicted));
  }

  /** Which classes were taken for which others, the most frequent first. */
  public ImmutableList<Pair> errors() {
    return Multisets.copyHighestCountFirst(Multisets.filter(counts, pair -> !pair.isRight()))
        .elementSet()
        .asList();
  }

  /** The images of a class. */
  public long images(int label) {
    return images[label];
  }

  /** All images. */
  public long images() {
    return Arrays.stream(images).sum();
  }

  /** Those that were taken for what they are. */
  public long correct() {
    return Multisets.filter(counts, Pair::isRight).size();
  }

  /** Top-1 accuracy of all images. */
  public Share accuracy() {
    return new Share(correct(), images());
  }

  /** Of the images of a class. */
  public Share accuracy(int label) {
    return new Share(count(label, label), images(label));
  }

  /**
   * A share of images.
   *
   * @param correct how many of them
   * @param images of which
   */
  public record Share(long correct, long images) {

    /** Of a normal distribution, for 95 %. */
    private static final double Z = 1.959963984540054;

    /** In percent; NaN of no image. */
    public double percent() {
      return 100.0 * correct / images;
    }

    /** The lower end of Wilson's interval (1927) of 95 %, in percent. */
    public double low() {
      return 100 * Math.max(0, centre() - half());
    }

    /** The upper end. */
    public double high() {
      return 100 * Math.min(1, centre() + half());
    }

    private double centre() {
      return (correct + Z * Z / 2) / (images + Z * Z);
    }

    private double half() {
      double p = (double) correct / images;
      return Z * Math.sqrt(p * (1 - p) * images + Z * Z / 4) / (images + Z * Z);
    }

    /** {@code 87.50 % of 200 images (95 % interval 82.19 to 91.38)}. */
    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%.2f %% of %s (95 %% interval %.2f to %.2f)",
          percent(),
          Amounts.count(images, "image"),
          low(),
          high());
    }
  }
}
