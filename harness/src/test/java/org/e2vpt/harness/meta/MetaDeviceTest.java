package org.e2vpt.harness.meta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.e2vpt.harness.tensor.Execution.Precision;
import org.e2vpt.harness.training.Recipe.OptimizerKind;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * What runs on a GPU, on PyTorch's meta device: no tensor of the CPU among those of the device, no
 * read within a step, no more copies than are stated, and a budget of native calls and kernels.
 * {@code mvn test} tries the cases of budgets.csv that are marked, {@code mvn -pl harness test
 * -Pmeta} all.
 */
class MetaDeviceTest {

  private static final Path BUDGETS = Path.of("src/test/resources/meta/budgets.csv");

  private static final boolean ALL = "all".equals(System.getProperty("meta"));

  @TempDir private Path folder;

  private record Budget(MetaCase tried, int calls, int kernels, int copies, int epochCopies) {

    static Budget of(CSVRecord row) {
      return new Budget(
          new MetaCase(
              row.get("method"),
              MetaCase.options(row.get("options")),
              row.get("backbone"),
              Precision.valueOf(row.get("precision")),
              OptimizerKind.valueOf(row.get("optimizer")),
              Integer.parseInt(row.get("heads"))),
          Integer.parseInt(row.get("calls")),
          Integer.parseInt(row.get("kernels")),
          Integer.parseInt(row.get("copies")),
          Integer.parseInt(row.get("epoch_copies")));
    }

    DynamicTest test(MetaResult result) {
      return dynamicTest(
          tried.describe(),
          () -> {
            assertThat(result.faults()).isEmpty();
            assertThat(result.epochReads()).as("reads in an epoch").isEqualTo(1);
            assertThat(result.copies()).as(result.copied()).isEqualTo(copies);
            assertThat(result.epochCopies()).as("copies of an epoch").isEqualTo(epochCopies);
            assertThat(result.calls()).as("native calls in a step").isBetween(1, calls);
            assertThat(result.kernels()).as("kernels of a step").isBetween(1, kernels);
          });
    }
  }

  @TestFactory
  Stream<DynamicTest> runsAsOnAGpu() throws IOException {
    List<Budget> budgets;
    try (CSVParser rows =
        CSVParser.parse(
            Files.newBufferedReader(BUDGETS),
            CSVFormat.DEFAULT.builder().setHeader().setSkipHeaderRecord(true).get())) {
      budgets =
          rows.stream()
              .filter(row -> ALL || row.get("always").equals("yes"))
              .map(Budget::of)
              .toList();
    }
    List<MetaResult> results =
        MetaDevice.results(budgets.stream().map(Budget::tried).toList(), folder);
    return IntStream.range(0, budgets.size()).mapToObj(i -> budgets.get(i).test(results.get(i)));
  }

  @Test
  void failsOnATensorOfTheCpuInAProductAndOnAReadInAStep() throws IOException {
    List<MetaResult> results =
        MetaDevice.results(List.of(faulty("mixing-devices"), faulty("reading-in-a-step")), folder);

    assertThat(results.get(0).faults())
        .matches(
            "mixed devices: \\d+ × tensors of the CPU and of the device in torchMatmul"
                + " < Faulty\\.timesOnesOfTheCpu:\\d+ < .*");
    assertThat(results.get(1).faults())
        .matches(
            "reads within a step: 1 × read from the device in torchTo"
                + " < Faulty\\.timesItsOwnSum:\\d+ < .*");
  }

  @Test
  void substitutesHaveTheShapesAndGradientsOfWhatTheyReplace() throws IOException {
    List<String> onMeta = MetaDevice.answers(folder, List.of(), MetaShapes.class, "gpu0");

    assertThat(onMeta)
        .hasSize(8)
        .isEqualTo(MetaDevice.answers(folder, List.of(), MetaShapes.class, "cpu"));
  }

  private static MetaCase faulty(String method) {
    return new MetaCase(
        method, ImmutableMap.of(), "mini-vit.random", Precision.FP32, OptimizerKind.SGD, 1);
  }
}
