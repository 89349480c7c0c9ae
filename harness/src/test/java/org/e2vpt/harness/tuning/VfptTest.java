package org.e2vpt.harness.tuning;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.google.common.primitives.Floats;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.e2vpt.harness.tensor.EngineExtension;
import org.e2vpt.harness.tensor.Execution;
import org.e2vpt.harness.tensor.Losses;
import org.e2vpt.harness.tensor.Torch;
import org.e2vpt.harness.tuning.Tuning.Batch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(EngineExtension.class)
class VfptTest {

  private final NDManager manager;

  VfptTest(NDManager manager) {
    this.manager = manager;
  }

  /** Compared with the sum over all rows and columns, which defines the transform. */
  @ParameterizedTest
  @CsvSource({
    "3, visual=5 fourier-percentage=60",
    "5, visual=5 fourier-percentage=100",
    "1, visual=1 fourier-percentage=100",
    "3, visual=7 fourier-percentage=50",
    "2, visual=3 fourier-percentage=70",
    "3, visual=5 fourier-percentage=60 fourier-axes=hidden",
    "3, visual=5 fourier-percentage=60 fourier-axes=sequence",
    "3, visual=5 fourier-percentage=60 fourier-place=append",
  })
  void transformTheFirstRowsOfEachBlock(int k, String options) {
    Tuning tuning = tuning("vit", "vfpt", options);

    for (int block = 0; block < 3; block++) {
      float[][] x = trained(tuning, block);
      int plain = x.length - k;
      boolean append = options.contains("append");
      float[][] y = entering(tuning, block);
      for (int d = 0; d < x[0].length; d++) {
        for (int row = 0; row < k; row++) {
          assertThat(y[append ? plain + row : row][d])
              .isCloseTo((float) transformed(x, k, row, d, options), Offset.offset(1e-4f));
        }
        for (int row = 0; row < plain; row++) {
          assertThat(y[append ? row : k + row][d]).isEqualTo(x[k + row][d]);
        }
      }
    }
  }

  /** Σₙₘ x[n,m] cos(2π(nk/K + md/D)); over one axis alone if the options say so. */
  private static double transformed(float[][] x, int rows, int k, int d, String options) {
    boolean alongRows = !options.contains("hidden");
    boolean alongColumns = !options.contains("sequence");
    int columns = x[0].length;
    double sum = 0;
    for (int n = 0; n < rows; n++) {
      for (int m = 0; m < columns; m++) {
        if ((alongRows || n == k) && (alongColumns || m == d)) {
          double turns =
              (alongRows ? (double) n * k / rows : 0)
                  + (alongColumns ? (double) m * d / columns : 0);
          sum += x[n][m] * Math.cos(2 * Math.PI * turns);
        }
      }
    }
    return sum;
  }

  @ParameterizedTest
  @CsvSource({
    "all, 0 1 2",
    "all-but-first, 1 2",
    "former-half, 0",
    "later-half, 1 2",
    "odd, 0 2",
  })
  void leaveTheRowsOfOtherBlocksPlain(String blocks, String transformed) {
    Tuning tuning = tuning("vit", "vfpt", "visual=4 fourier-blocks=" + blocks);

    for (int block = 0; block < 3; block++) {
      float[][] trained = trained(tuning, block);
      assertThat(transformed.contains(Integer.toString(block)))
          .isNotEqualTo(entering(tuning, block)[0][0] == trained[0][0]);
    }
  }

  /** To the last bit, in evaluation and in training. */
  @ParameterizedTest
  @CsvSource({"vit, 0.5", "vit, 0", "mae, 0.5", "moco, 0", "swin, 0"})
  void areVptDeepWithoutFourierRows(String encoder, String dropout) {
    String options = "visual=5 prompt-dropout=" + dropout;

    assertThat(computed(tuning(encoder, "vfpt", options + " fourier-percentage=0")))
        .isEqualTo(computed(tuning(encoder, "vpt-deep", options)));
  }

  private Map<String, List<Float>> computed(Tuning tuning) {
    Map<String, List<Float>> computed = new LinkedHashMap<>();
    tuning.setTraining(false);
    computed.put("logits", logits(tuning));
    Torch.seed(1);
    computed.put("loss", List.of(backward(tuning)));
    tuning
        .trainable()
        .forEach(
            (name, tensor) ->
                computed.put(name, Floats.asList(tensor.getGradient().toFloatArray())));
    return computed;
  }

  @Test
  void dropPromptsInTrainingUnlessTheyDoAsReleased() {
    Tuning paper = tuning("vit", "vfpt", "visual=5");
    Tuning released = tuning("vit", "vfpt", "visual=5 dropout-mode=inactive");
    paper.setTraining(true);
    released.setTraining(true);

    assertThat(logits(paper)).isNotEqualTo(logits(paper));
    assertThat(logits(released)).isEqualTo(logits(released));
  }

  /** What all images have alike is transformed once a step: there is one copy of it. */
  @Test
  void transformOnceAStepWhatAllImagesHaveAlike() {
    Tuning tuning = tuning("vit", "vfpt", "visual=4 dropout-mode=inactive");
    tuning.setTraining(true);

    assertThat(tuning.block(0).prompts(3).getShape().get(0)).isEqualTo(1);
  }

  @Test
  void transformOnceForAnEvaluationAndAgainForTheNext() {
    Tuning tuning = tuning("swin", "vfpt", "visual=4 dropout-mode=inactive");
    tuning.setTraining(false);
    NDArray first = tuning.block(2).prompts(3);
    List<Float> before = logits(tuning);

    assertThat(tuning.block(2).prompts(3)).isSameAs(first);

    tuning.setTraining(true);
    Torch.withoutGradients(() -> prompts(tuning).forEach(tensor -> tensor.addi(tensor)));
    List<Float> moved = logits(tuning);
    tuning.setTraining(false);

    assertThat(moved).isNotEqualTo(before);
    assertThat(logits(tuning)).isEqualTo(moved);
  }

  /**
   * Applied twice, the transform is K·D·E, E x being the even part of x; and it is its own
   * transpose. So SGD on x moves y, the transformed rows, as SGD on y does with the gradient
   * K·D·E(g): VFPT is VPT-deep on even rows, with another start and another rate. Without the
   * factor K·D, losses would differ by 1e-5 and more.
   */
  @ParameterizedTest
  @CsvSource({"vit, 4", "vit, 5", "mae, 4", "moco, 5", "swin, 4"})
  void trainAsVptDeepOnEvenRowsWithAnotherRate(String encoder, int k) {
    Tuning vfpt =
        tuning(encoder, "vfpt", "visual=5 dropout-mode=inactive fourier-percentage=" + 20 * k);
    Tuning vpt = tuning(encoder, "vpt-deep", "visual=5 prompt-dropout=0");
    int block = 0;
    for (NDArray stage : prompts(vpt)) {
      float[] rows = new float[0];
      for (int i = 0; i < stage.getShape().get(0); i++) {
        rows = Floats.concat(rows, Floats.concat(entering(vfpt, block++)));
      }
      set(stage, rows);
    }

    List<Float> losses = train(vfpt, 0);
    List<Float> others = train(vpt, k);

    assertThat(losses).doesNotHaveDuplicates();
    for (int step = 0; step < losses.size(); step++) {
      assertThat(others.get(step)).isCloseTo(losses.get(step), Offset.offset(2e-6f));
    }
  }

  /** Losses of steps with momentum and weight decay, with K·D·E of the gradient of K rows. */
  private List<Float> train(Tuning tuning, int k) {
    List<Float> losses = new ArrayList<>();
    Map<String, float[]> momenta = new LinkedHashMap<>();
    for (int step = 0; step < 6; step++) {
      losses.add(backward(tuning));
      tuning
          .trainable()
          .forEach(
              (name, tensor) -> {
                float[] gradient = tensor.getGradient().toFloatArray();
                if (k > 0 && name.startsWith("visual_prompts")) {
                  int prompts = (int) tensor.getShape().get(1);
                  gradient = even(gradient, prompts, k, (int) tensor.getShape().get(2));
                }
                float[] values = tensor.toFloatArray();
                float[] momentum =
                    momenta.computeIfAbsent(name, unused -> new float[values.length]);
                for (int i = 0; i < values.length; i++) {
                  momentum[i] = 0.9f * momentum[i] + gradient[i] + 0.01f * values[i];
                  values[i] -= 0.01f * momentum[i];
                }
                set(tensor, values);
                tensor.getGradient().subi(tensor.getGradient());
              });
    }
    return losses;
  }

  /** K·D·E of the first K rows of each block, the others as they are: (blocks, P, D). */
  private static float[] even(float[] g, int prompts, int k, int d) {
    float[] even = g.clone();
    for (int block = 0; block < g.length / (prompts * d); block++) {
      int first = block * prompts * d;
      for (int n = 0; n < k; n++) {
        for (int m = 0; m < d; m++) {
          int opposite = first + (k - n) % k * d + (d - m) % d;
          int own = first + n * d + m;
          even[own] = k * d * (g[own] + g[opposite]) / 2;
        }
      }
    }
    return even;
  }

  private Tuning tuning(String encoder, String method, String options) {
    return SmallEncoders.tuning(
        SmallEncoders.backbone(manager, encoder, Execution.DEFAULT),
        manager,
        method,
        TinyModel.options(options));
  }

  /** The loss of a step of training, whose gradients are added to those there are. */
  private float backward(Tuning tuning) {
    Batch batch = SmallEncoders.batch(manager);
    tuning.setTraining(true);
    return Torch.withGradients(
        true,
        () -> {
          NDArray loss = Losses.crossEntropy(tuning.logits(batch.images()), batch.labels());
          Torch.backward(loss);
          return loss.getFloat();
        });
  }

  private List<Float> logits(Tuning tuning) {
    return Torch.withGradients(
        false,
        () -> Floats.asList(tuning.logits(SmallEncoders.batch(manager).images()).toFloatArray()));
  }

  private static void set(NDArray tensor, float[] values) {
    NDArray value = tensor.getManager().create(values, tensor.getShape());
    Torch.withoutGradients(() -> tensor.subi(tensor).addi(value));
  }

  private static List<NDArray> prompts(Tuning tuning) {
    return tuning.trainable().entrySet().stream()
        .filter(tensor -> tensor.getKey().startsWith("visual_prompts"))
        .map(Map.Entry::getValue)
        .toList();
  }

  /** Of an encoder with one stage: (P, D). */
  private static float[][] trained(Tuning tuning, int block) {
    return rows(prompts(tuning).get(0).get(block));
  }

  /** What enters a block: (P, D). */
  private static float[][] entering(Tuning tuning, int block) {
    return rows(tuning.block(block).prompts(1).get(0));
  }

  private static float[][] rows(NDArray array) {
    int columns = (int) array.getShape().get(1);
    float[] values = array.toFloatArray();
    float[][] rows = new float[values.length / columns][];
    for (int row = 0; row < rows.length; row++) {
      rows[row] = Arrays.copyOfRange(values, row * columns, (row + 1) * columns);
    }
    return rows;
  }
}
