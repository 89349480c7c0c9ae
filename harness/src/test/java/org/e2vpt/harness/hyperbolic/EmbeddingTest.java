package org.e2vpt.harness.hyperbolic;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import java.util.stream.IntStream;
import org.e2vpt.harness.hyperbolic.Embedding.Featured;
import org.e2vpt.harness.hyperbolic.Embedding.Measure;
import org.e2vpt.harness.tensor.EngineExtension;
import org.e2vpt.harness.tensor.Initial;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(EngineExtension.class)
class EmbeddingTest {

  private static final int IMAGES = 60;
  private static final int WIDTH = 8;
  private static final int[] LABELS = IntStream.range(0, IMAGES).map(i -> i % 3).toArray();

  private final NDManager manager;

  EmbeddingTest(NDManager manager) {
    this.manager = manager;
  }

  @Test
  void showsSeparateClassesApart() {
    Embedding embedding =
        Embedding.of(images("train", 0.05), images("test", 0.05), initial(), manager);

    assertThat(embedding.labels()).isEqualTo(LABELS);
    assertThat(embedding.disk()).hasDimensions(IMAGES, 2);
    for (double[] point : embedding.disk()) {
      assertThat(Math.hypot(point[0], point[1])).isLessThan(1);
    }
    assertThat(embedding.measures())
        .contains(
            new Measure("train", "recall@1", 100),
            new Measure("test", "recall@8", 100),
            new Measure("train", "disk purity@15", 100));
    assertThat(embedding.measures())
        .extracting(measure -> measure.images() + " " + measure.name())
        .containsExactly(
            "train first loss",
            "train last loss",
            "train recall@1",
            "train recall@2",
            "train recall@4",
            "train recall@8",
            "test recall@1",
            "test recall@2",
            "test recall@4",
            "test recall@8",
            "train disk purity@15",
            "train disk mean radius");
  }

  @Test
  void measuresThatClassesAreMixed() {
    Embedding embedding = Embedding.of(images("train", 50), images("test", 50), initial(), manager);

    assertThat(embedding.measures())
        .filteredOn(measure -> measure.name().equals("recall@1"))
        .allSatisfy(measure -> assertThat(measure.value()).isBetween(10.0, 70.0));
  }

  @Test
  void isTheSameForTheSameSeed() {
    Embedding first = Embedding.of(images("train", 1), images("test", 1), initial(), manager);
    Embedding second = Embedding.of(images("train", 1), images("test", 1), initial(), manager);

    assertThat(first.disk()).isDeepEqualTo(second.disk());
    assertThat(first.measures()).isEqualTo(second.measures());
  }

  private static Initial initial() {
    return new Initial(42);
  }

  /** Three classes around three directions. */
  private Featured images(String name, double noise) {
    float[] values = new Initial(5).normal(name, IMAGES * WIDTH, noise);
    for (int n = 0; n < IMAGES; n++) {
      values[n * WIDTH + LABELS[n]] += 1;
    }
    return new Featured(manager.create(values).reshape(IMAGES, WIDTH), LABELS);
  }
}
