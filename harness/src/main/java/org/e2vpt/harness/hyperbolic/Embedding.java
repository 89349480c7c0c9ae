package org.e2vpt.harness.hyperbolic;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.google.common.collect.ImmutableList;
import java.util.Arrays;
import org.e2vpt.harness.tensor.Initial;
import org.e2vpt.harness.umap.HyperbolicPlane;
import org.e2vpt.harness.umap.Neighbors;
import org.e2vpt.harness.umap.Umap;

/**
 * What Figure 3 shows of one tuned model (§4.4): the training images in the Poincaré disk, and how
 * well images find others of their class.
 *
 * <p>Features of the frozen encoder go to a ball of 128 dimensions by a {@link Projection} that is
 * trained on the training images, and from there to the disk by {@link Umap}. As in the cited work,
 * UMAP's graph is of straight distances between the points of the ball.
 *
 * @param disk (N, 2), points inside the unit circle
 * @param labels their classes
 * @param measures in the order in which they are told
 */
@SuppressWarnings("ArrayRecordComponent") // large, and never compared as records
public record Embedding(double[][] disk, int[] labels, ImmutableList<Measure> measures) {

  /** The K of Recall@K, as in the cited works. */
  private static final int[] RECALLED = {1, 2, 4, 8};

  /** Neighbours whose labels are compared in the disk: as many as UMAP looks at. */
  private static final int NEIGHBORS = 15;

  /**
   * A number about the embedding.
   *
   * @param images {@code train} or {@code test}
   * @param name such as {@code recall@1}
   */
  public record Measure(String images, String name, double value) {}

  /** Images of a split: (N, D) features, and N labels. */
  public record Featured(NDArray features, int[] labels) {}

  /**
   * Embeds a model's images.
   *
   * @throws IllegalArgumentException if there are too few of a class, or features are not finite
   */
  public static Embedding of(Featured train, Featured test, Initial initial, NDManager manager) {
    Projection projection = Projection.train(train.features, train.labels, initial, manager);
    float[][] trainPoints = projection.embed(train.features);
    float[][] testPoints = projection.embed(test.features);
    double[][] layout = Umap.DEFAULT.layout(trainPoints, initial.stream("umap"));
    double[][] disk = Arrays.stream(layout).map(HyperbolicPlane::inDisk).toArray(double[][]::new);
    Neighbors inDisk = Neighbors.of(layout, HyperbolicPlane::distance, NEIGHBORS);
    return new Embedding(
        disk,
        train.labels,
        ImmutableList.<Measure>builder()
            .add(new Measure("train", "first loss", projection.firstLoss()))
            .add(new Measure("train", "last loss", projection.lastLoss()))
            .addAll(recalls("train", trainPoints, train.labels))
            .addAll(recalls("test", testPoints, test.labels))
            .add(new Measure("train", "disk purity@15", inDisk.purity(train.labels)))
            .add(
                new Measure(
                    "train",
                    "disk mean radius",
                    Arrays.stream(disk)
                        .mapToDouble(point -> Math.hypot(point[0], point[1]))
                        .average()
                        .orElseThrow()))
            .build());
  }

  private static ImmutableList<Measure> recalls(String images, float[][] points, int[] labels) {
    int most = RECALLED[RECALLED.length - 1];
    Neighbors neighbors = Neighbors.of(points, Projection.BALL::distance, most);
    return Arrays.stream(RECALLED)
        .mapToObj(k -> new Measure(images, "recall@" + k, neighbors.recall(labels, k)))
        .collect(ImmutableList.toImmutableList());
  }
}
