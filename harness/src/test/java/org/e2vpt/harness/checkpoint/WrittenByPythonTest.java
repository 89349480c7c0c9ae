package org.e2vpt.harness.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Files that PyTorch and NumPy wrote, each with a list of its tensors and of the other values,
 * which Python wrote: {@code everything-2-legacy.pth} belongs to {@code everything.txt}.
 */
class WrittenByPythonTest {

  private static final List<Path> FOLDERS =
      List.of(
          Path.of("src/test/resources/torch/1.13.1"), Path.of("src/test/resources/numpy/1.24.2"));

  static Stream<Path> readsWhatPythonWrote() throws IOException {
    List<Path> found = new ArrayList<>();
    for (Path folder : FOLDERS) {
      try (Stream<Path> files = Files.list(folder)) {
        files
            .filter(file -> !file.toString().matches(".*\\.(txt|md)"))
            .sorted()
            .forEach(found::add);
      }
    }
    return found.stream();
  }

  @ParameterizedTest
  @MethodSource
  void readsWhatPythonWrote(Path file) throws IOException {
    List<String> read = new ArrayList<>();
    try (TensorFile tensors = TensorFile.open(file)) {
      for (Map.Entry<String, TensorInfo> entry : tensors.tensors().entrySet()) {
        read.add(
            String.join(
                "\t",
                "tensor",
                entry.getKey(),
                entry.getValue().toString(),
                values(tensors.read(entry.getKey()))));
      }
      tensors.ignored().forEach((name, type) -> read.add("ignored\t" + name + "\t" + type));
    }

    String content = file.getFileName().toString().replaceFirst("[-.].*", ".txt");
    assertThat(read)
        .containsExactlyElementsOf(
            Files.readAllLines(file.resolveSibling(content)).stream()
                .map(WrittenByPythonTest::asJavaPrintsNumbers)
                .toList());
  }

  private static String values(HostTensor tensor) {
    return switch (tensor.type()) {
      case I8, I16, I32, I64, U8, U16, U32, U64 -> Arrays.toString(tensor.longs());
      default -> {
        double[] values = new double[tensor.elements()];
        Arrays.setAll(values, tensor::element);
        yield Arrays.toString(values);
      }
    };
  }

  private static String asJavaPrintsNumbers(String line) {
    List<String> parts = Splitter.on('\t').splitToList(line);
    if (!parts.get(0).equals("tensor") || parts.get(2).matches("[IU][0-9].*")) {
      return line;
    }
    String inside = parts.get(3).substring(1, parts.get(3).length() - 1);
    List<Double> values =
        Splitter.on(", ")
            .omitEmptyStrings()
            .splitToStream(inside)
            .map(WrittenByPythonTest::number)
            .toList();
    return String.join("\t", parts.get(0), parts.get(1), parts.get(2), values.toString());
  }

  private static double number(String python) {
    return switch (python) {
      case "inf" -> Double.POSITIVE_INFINITY;
      case "True" -> 1;
      case "False" -> 0;
      default -> Double.parseDouble(python);
    };
  }
}
