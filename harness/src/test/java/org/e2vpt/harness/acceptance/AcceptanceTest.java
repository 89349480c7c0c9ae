package org.e2vpt.harness.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.e2vpt.harness.acceptance.Finding.Outcome;
import org.e2vpt.harness.backbone.Backbone;
import org.e2vpt.harness.backbone.Model;
import org.e2vpt.harness.backbone.SwinConfig;
import org.e2vpt.harness.backbone.VitConfig;
import org.e2vpt.harness.checkpoint.HostTensor;
import org.e2vpt.harness.tensor.EngineExtension;
import org.e2vpt.harness.tensor.Execution;
import org.e2vpt.harness.tensor.Execution.Precision;
import org.e2vpt.harness.tuning.TuningMethods;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The checks of {@code .ci/gpu-acceptance} on a CPU: they pass, and they can fail. */
@ExtendWith(EngineExtension.class)
class AcceptanceTest {

  private static final Model VIT = new VitConfig(32, 8, 16, 2, 2, 32);
  private static final Model SWIN =
      new SwinConfig(32, 2, 8, ImmutableList.of(2, 2), ImmutableList.of(2, 4), 4, 2);

  private final NDManager manager;
  private final List<Finding> found = new ArrayList<>();

  @TempDir private Path folder;

  AcceptanceTest(NDManager manager) {
    this.manager = manager;
  }

  @Test
  void logitsAndGradientsOfAllMethodsAgree() {
    Agreement.check("vit", VIT, "cpu", found::add);
    Agreement.check("swin", SWIN, "cpu", found::add);

    assertThat(found).hasSize(4 * TuningMethods.ids().size());
    assertThat(found).as(found.toString()).extracting(Finding::outcome).containsOnly(Outcome.OK);
  }

  @ParameterizedTest
  @CsvSource({
    "norm.weight, FAILED, FAILED",
    "blocks.1.attention.value.bias, FAILED, FAILED",
    "blocks.0.attention.key.bias, OK, OK" // softmax does not see it
  })
  void wrongTensorOfTheEncoderIsFound(String weight, Outcome logits, Outcome gradients) {
    Backbone written = RandomModel.backbone(VIT, new Execution(false, Precision.FP32), manager);
    Backbone tested = RandomModel.backbone(VIT, Execution.DEFAULT, manager);
    NDArray changed = tested.weights().get(weight);
    changed.addi(manager.create(0.01f));

    assertThat(Agreement.findings("vpt-deep", "vpt-deep", written, manager, tested, manager))
        .extracting(Finding::outcome)
        .containsExactly(logits, gradients);
  }

  @ParameterizedTest
  @ValueSource(strings = {"e2vpt", "full", "mlp-3"})
  void anyGradientThatIsWrongByAThousandthIsFound(String method) {
    Backbone backbone = RandomModel.backbone(VIT, new Execution(false, Precision.FP32), manager);
    Map<String, HostTensor> expected = Agreement.step(backbone, method, 0, manager);
    List<Map<String, HostTensor>> nearby = List.of(Agreement.step(backbone, method, 1, manager));
    List<String> unseen = new ArrayList<>();
    for (String name : expected.keySet()) {
      Map<String, HostTensor> computed = new LinkedHashMap<>(expected);
      computed.put(name, times(1.001f, expected.get(name)));
      if (Agreement.findings(method, expected, nearby, computed).stream()
          .allMatch(finding -> finding.outcome() == Outcome.OK)) {
        unseen.add(name);
      }
    }

    assertThat(unseen).allMatch(name -> name.endsWith("attention.key.bias"));
  }

  private static HostTensor times(float factor, HostTensor tensor) {
    float[] values = tensor.floats();
    for (int i = 0; i < values.length; i++) {
      values[i] *= factor;
    }
    return HostTensor.of(values, tensor.shape());
  }

  @ParameterizedTest(name = "{0} apart, {1} if pixels change")
  @CsvSource({
    "0.00009, 0.00001, OK, at most 1.0e-04",
    "0.00011, 0.00001, FAILED, at most 1.0e-04",
    "0.00021, 0.00017, OK, at most 6.8e-04", // MLP-3 on ViT-B/16, whose BatchNorm magnifies
    "0.00070, 0.00017, FAILED, at most 6.8e-04",
    "NaN, 0.00001, FAILED, at most 1.0e-04"
  })
  void aDifferenceIsJudgedByWhatAChangeOfThePixelsMakes(
      float apart, float change, Outcome outcome, String wanted) {
    HostTensor right = HostTensor.of(new float[] {0, 1}, 2);
    HostTensor nearby = HostTensor.of(new float[] {change, 1}, 2);
    HostTensor computed = HostTensor.of(new float[] {apart, 1}, 2);

    assertThat(
            Agreement.findings(
                "mlp-3",
                Map.of("logits", right, "head.bias", right, "head.weight", right),
                List.of(
                    Map.of("logits", right, "head.bias", right, "head.weight", right),
                    Map.of("logits", nearby, "head.bias", nearby, "head.weight", right)),
                Map.of("logits", computed, "head.bias", computed, "head.weight", right)))
        .allSatisfy(
            finding -> {
              assertThat(finding.outcome()).isEqualTo(outcome);
              assertThat(finding.wanted()).isEqualTo(wanted);
            });
  }

  @Test
  void logitsThatAreNumbersOnNoDeviceAreFound() {
    HostTensor none = HostTensor.of(new float[] {Float.NaN}, 1);
    HostTensor one = HostTensor.of(new float[] {1}, 1);
    Map<String, HostTensor> tensors = Map.of("logits", none, "head.bias", one);

    assertThat(Agreement.findings("linear", tensors, List.of(tensors), tensors).get(0).outcome())
        .isEqualTo(Outcome.FAILED);
  }

  @Test
  void aGradientThatIsNoNumberIsFound() {
    assertThat(
            Agreement.difference(
                HostTensor.of(new float[] {1, Float.NaN}, 2), HostTensor.of(new float[] {1, 2}, 2)))
        .isInfinite();
  }

  @Test
  void trainingTwiceGivesTheSameBits() {
    SameBits.check("vit", VIT, Precision.FP32, "cpu", 2, found::add);

    assertThat(found).hasSize(TuningMethods.ids().size());
    assertThat(found).extracting(Finding::outcome).containsOnly(Outcome.OK);
  }

  @Test
  void otherBitsAreFound() {
    HostTensor one = HostTensor.of(new float[] {1}, 1);
    HostTensor next = HostTensor.of(new float[] {Math.nextUp(1f)}, 1);

    assertThat(SameBits.compared(Map.of("head.bias", one), Map.of("head.bias", next)))
        .isEqualTo("head.bias differs");
  }

  @Test
  void batchesAreHalvedWhereMemoryDoesNotHoldThem() {
    Memory.check("cpu", found::add);

    assertThat(found)
        .containsExactly(
            new Finding(
                "memory", "batches tried of 8, of which 2 fit", "8 4 2", "8 4 2", Outcome.OK));
  }

  @Test
  void synchronisationsOfAStepAreThoseThatLongerEpochsHaveMore() throws IOException {
    assertThat(Synchronisations.finding("vit", log(4, 4)))
        .isEqualTo(
            new Finding(
                "copies and synchronisations a step", "e2vpt on vit", "0.0", "0.0", Outcome.OK));
    assertThat(Synchronisations.finding("vit", log(6, 10)))
        .extracting(Finding::measured, Finding::outcome)
        .containsExactly("1.0", Outcome.FAILED);
    Path silent = log(0, 0);
    assertThatIllegalStateException()
        .isThrownBy(() -> Synchronisations.finding("vit", silent))
        .withMessage(
            "PyTorch told no synchronisation, but an epoch ends with a read: see " + silent);
  }

  /** What two trainings of two epochs each leave, with so many warnings in the last of each. */
  private Path log(int few, int many) throws IOException {
    String warning =
        "[W1129 04:00:00.1 CUDAFunctions.cpp:108] Warning: called a synchronizing CUDA operation"
            + " (function operator())\n";
    String epoch = "@acceptance epoch\n";
    return Files.writeString(
        folder.resolve("log"),
        epoch
            + warning.repeat(few)
            + epoch
            + warning.repeat(9)
            + epoch
            + warning.repeat(many)
            + epoch);
  }

  @Test
  void aFindingIsReadAsItWasWritten() {
    Finding finding = Finding.of("check", "a, \"b\"", "1", "2");

    assertThat(finding.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(finding.line()).isEqualTo("check,\"a, \"\"b\"\"\",1,2,failed");
    assertThat(Finding.parse(finding.line())).isEqualTo(finding);
  }

  @Test
  void nothingIsCheckedOnADeviceThatIsNotThere() throws IOException {
    Path report = folder.resolve("report.csv");

    assertThat(Acceptance.run("gpu99", report, List.of("mini-vit.random"))).isEqualTo(3);
    assertThat(report).doesNotExist();
  }
}
