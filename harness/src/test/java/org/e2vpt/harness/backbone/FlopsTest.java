package org.e2vpt.harness.backbone;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.assertj.core.data.Offset;
import org.assertj.core.data.Percentage;
import org.e2vpt.harness.tuning.TuningMethods;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlopsTest {

  /** Published: 17.6 and 15.4 billion multiplications with additions; each is two operations. */
  @ParameterizedTest
  @CsvSource({"vit-b16.in21k, 17.6e9", "vit-b16.mae, 17.6e9", "swin-b.in22k, 15.4e9"})
  void areThoseThatArePublished(String id, double multiplications) {
    Flops plain =
        Flops.of(
            Pretrained.model(id).architecture(),
            new Flops.Step(Hooks.NONE, name -> false, false, 1, false));

    assertThat(plain.forward()).isCloseTo(2 * multiplications, Percentage.withPercentage(1));
    assertThat(plain.backward()).isZero();
  }

  /** Of ViT-B/16 with E²VPT, by bench in docs/performance.md: a head of 100 classes is in it. */
  @ParameterizedTest
  @CsvSource({
    "50,  true,  69.47, 32.92",
    "50,  false, 90.80, 44.25",
    "100, true,  73.30, 33.34",
    "100, false, 110.82, 53.76",
  })
  void areThoseThatWereTraced(int visual, boolean shortcuts, double training, double evaluation) {
    double head = 2e-9 * 768 * 100;
    Map<String, String> options = Map.of("visual", Integer.toString(visual), "kv", "5");
    Flops trained =
        TuningMethods.get("e2vpt")
            .flops(Pretrained.model("vit-b16.in21k").architecture(), options, shortcuts, 16, true);
    // on a processor the kernel of attention computes a gradient of the first queries, unread
    double kernel = shortcuts ? 2e-9 * 197 * (197 + visual + 5) * 768 : 0;
    Flops measured =
        TuningMethods.get("e2vpt")
            .flops(Pretrained.model("vit-b16.in21k").architecture(), options, shortcuts, 16, false);

    assertThat((trained.before() + trained.last() + trained.backward()) / 1e9 + 3 * head + kernel)
        .isCloseTo(training, Offset.offset(0.006));
    assertThat((measured.before() + measured.last()) / 1e9 + head)
        .isCloseTo(evaluation, Offset.offset(0.006));
  }
}
