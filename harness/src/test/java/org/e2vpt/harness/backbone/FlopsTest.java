package org.e2vpt.harness.backbone;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlopsTest {

  /** Published: 17.6 and 15.4 billion multiplications with additions; each is two operations. */
  @ParameterizedTest
  @CsvSource({"vit-b16.in21k, 17.6e9", "vit-b16.mae, 17.6e9", "swin-b.in22k, 15.4e9"})
  void areThoseThatArePublished(String id, double multiplications) {
    assertThat(Flops.of(Pretrained.model(id).architecture(), 0, 0).forward())
        .isCloseTo(2 * multiplications, Percentage.withPercentage(1));
  }

  @ParameterizedTest
  @CsvSource({
    // one block: 12 · 768² · 2 for each of 50 tokens, and attention of 247 instead of 197 tokens
    "50, 0, 12 ",
  })
  void growWithTheTokensOfEachBlock(int visual, int kv, int blocks) {
    Architecture vit = Pretrained.model("vit-b16.in21k").architecture();
    double dense = blocks * 2.0 * 12 * 768 * 768 * visual;
    double attention = blocks * 4.0 * 768 * (247 * 247 - 197 * 197);

    assertThat(Flops.of(vit, visual, kv).forward() - Flops.of(vit, 0, 0).forward())
        .isEqualTo(dense + attention);
  }

  @ParameterizedTest
  @CsvSource({"5", "20"})
  void growWithTheKeysOfEachBlock(int kv) {
    Architecture vit = Pretrained.model("vit-b16.in21k").architecture();

    assertThat(Flops.of(vit, 0, kv).forward() - Flops.of(vit, 0, 0).forward())
        .isEqualTo(12 * 4.0 * 768 * 197 * kv);
  }
}
