package org.e2vpt.harness.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.e2vpt.harness.tensor.Execution;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ParityTest {

  private static final Path FIXTURES = Path.of("src/test/resources/fixtures");

  private static final List<String> SHARED =
      List.of(
          "backbone_mae_tiny.npz",
          "backbone_moco_tiny.npz",
          "backbone_swin_tiny.npz",
          "backbone_vit_tiny.npz",
          "input_mae_32.npz",
          "input_moco_32.npz",
          "input_swin_128.npz",
          "input_vit_32.npz");

  @TempDir private Path folder;
  private final List<ParityComparison> found = new ArrayList<>();
  private final List<String> unclear = new ArrayList<>();

  static List<String> runs() throws IOException {
    try (Stream<Path> files = Files.list(FIXTURES)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.matches("(vit|mae|moco|swin)_.*\\.npz"))
          .sorted()
          .toList();
    }
  }

  @BeforeEach
  void shareWeightsAndImages() throws IOException {
    for (String shared : SHARED) {
      copy(shared, shared);
    }
  }

  @ParameterizedTest
  @MethodSource("runs")
  void agreesWithTheOfficialImplementation(String run) throws IOException {
    copy(run, run);

    check();

    assertThat(unclear).isEmpty();
    assertThat(found).isNotEmpty().allMatch(ParityComparison::ok);
  }

  @Test
  void comparesLogitsLossesGradientsAndTensorsAfterThreeSteps() throws IOException {
    copy("vit_linear.npz", "vit_linear.npz");

    check();

    assertThat(found)
        .extracting(ParityComparison::quantity)
        .containsExactly(
            "feature_eval",
            "logits_eval",
            "logits_train",
            "loss",
            "loss_step2",
            "loss_step3",
            "grad/head.weight",
            "grad/head.bias",
            "after3/head.weight",
            "after3/head.bias");
  }

  /** The recording's own weight decay is not AdamW's: the name asks for the wrong optimiser. */
  @Test
  void saysWhatIsOff() throws IOException {
    copy("vit_full_sgd.npz", "vit_full_adamw.npz");

    check();

    assertThat(unclear).isEmpty();
    assertThat(found)
        .filteredOn(c -> c.quantity().startsWith("grad/"))
        .allMatch(ParityComparison::ok);
    assertThat(found)
        .filteredOn(c -> c.quantity().startsWith("after3/backbone.blocks.0.mlp"))
        .isNotEmpty()
        .noneMatch(ParityComparison::ok);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "input_vit_32.npz | vit_strange.npz | vit_strange.npz: there is no tensor feature_eval in vit_strange.npz",
        "vit_linear.npz | deit_linear.npz | deit_linear.npz: there is no backbone 'deit' here",
        "lr_schedule.json | vit_broken.npz | vit_broken.npz: ",
        "swin_linear.npz | vit_other.npz | vit_other.npz: head.weight has shape [5, 128]",
        "backbone_vit_tiny.npz | vit_weights.npz | vit_weights.npz: it has a tensor embedding/kernel,",
      })
  void namesAFileThatItCannotUnderstandAndGoesOn(String from, String to, String message)
      throws IOException {
    copy(from, to);
    copy("vit_vpt_deep.npz", "vit_vpt_deep.npz");

    check();

    assertThat(unclear).singleElement().asString().startsWith(message);
    assertThat(found).extracting(ParityComparison::file).containsOnly("vit_vpt_deep");
  }

  @Test
  void asksForTheWeightsOfARun() throws IOException {
    Files.delete(folder.resolve("backbone_vit_tiny.npz"));
    copy("vit_linear.npz", "vit_linear.npz");

    check();

    assertThat(unclear)
        .containsExactly(
            "vit_linear.npz: it needs one backbone_vit_*.npz next to it, but there are 0");
  }

  @Test
  void refusesAFolderThatIsNotThere() {
    Path missing = folder.resolve("missing");

    assertThatThrownBy(() -> Parity.check(missing, Execution.DEFAULT, found::add, unclear::add))
        .isInstanceOf(NoSuchFileException.class) // of which FileErrors makes a sentence
        .hasMessage(missing.toString());
  }

  private void check() throws IOException {
    Parity.check(folder, Execution.DEFAULT, found::add, unclear::add);
  }

  private void copy(String from, String to) throws IOException {
    Files.copy(FIXTURES.resolve(from), folder.resolve(to));
  }
}
