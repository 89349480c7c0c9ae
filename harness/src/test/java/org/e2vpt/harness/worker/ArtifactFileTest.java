package org.e2vpt.harness.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.collect.ImmutableSortedMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Map;
import org.e2vpt.harness.checkpoint.HostTensor;
import org.e2vpt.harness.checkpoint.SafeTensors;
import org.e2vpt.harness.tensor.Execution;
import org.e2vpt.harness.training.Recipe;
import org.e2vpt.harness.training.Recipe.OptimizerKind;
import org.e2vpt.harness.training.Recipe.Warmup;
import org.e2vpt.harness.trial.Trial;
import org.e2vpt.harness.trial.Trial.Split;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A trial that prunes by scores which are not those of its unpruned run would measure nonsense. */
class ArtifactFileTest {

  private static final Map<String, HostTensor> SCORES =
      Map.of("importance.tokens", HostTensor.of(new float[] {0.5f, 0.25f}, 1, 2));
  private static final Trial UNPRUNED = trial(42);

  @TempDir Path directory;
  private ArtifactFile artifact;
  private Path file;

  @BeforeEach
  void write() throws IOException {
    ArtifactFile.write(directory, UNPRUNED, SCORES);
    artifact = new ArtifactFile(directory, UNPRUNED.id());
    file = directory.resolve("artifacts").resolve(UNPRUNED.id() + ".safetensors");
  }

  @Test
  void readsWhatATrialLeft() {
    assertThat(artifact.read().get("importance.tokens").floats()).containsExactly(0.5f, 0.25f);
  }

  /** Such files are part of runs that were paid for. */
  @Test
  void readsFilesOfOlderProgramsWhichHaveNoHash() throws IOException {
    SafeTensors.write(file, SCORES, Map.of("trial", UNPRUNED.canonical()));

    assertThat(artifact.read().get("importance.tokens").floats()).containsExactly(0.5f, 0.25f);
  }

  @Test
  void saysHowToGetOneThatIsMissing() throws IOException {
    Files.delete(file);

    assertThatIllegalArgumentException()
        .isThrownBy(artifact::read)
        .withMessage(
            "%s is missing, which trial %s left; delete that trial's line from %s to run it again",
            file, UNPRUNED.id(), directory.resolve("trials.csv"));
  }

  @Test
  void refusesOneThatIsCutOff() throws IOException {
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, 100));

    refuses(
        "cannot read %s: it is cut off: a safetensors file of 100 bytes with a header of %s"
            .formatted(file, Byte.toUnsignedInt(whole[0]) + 256 * whole[1]));
  }

  @Test
  void refusesOneWhoseNumbersChanged() throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1] ^= 1;
    Files.write(file, bytes);

    refuses(file + " is damaged: its sha256 is not that of its content");
  }

  @Test
  void refusesOneOfAnotherTrial() throws IOException {
    ArtifactFile.write(directory, trial(44), SCORES);
    Files.move(
        directory.resolve("artifacts").resolve(trial(44).id() + ".safetensors"),
        file,
        StandardCopyOption.REPLACE_EXISTING);

    refuses("%s is what trial %s left".formatted(file, trial(44).id()));
  }

  @Test
  void refusesOneThatNamesNoTrial() throws IOException {
    SafeTensors.write(file, SCORES, Map.of());

    refuses(file + " names no trial");
  }

  private void refuses(String what) {
    assertThatIllegalArgumentException()
        .isThrownBy(artifact::read)
        .withMessage(
            "%s; delete this file, and the line of trial %s, which left it, from %s to run that again",
            what, UNPRUNED.id(), directory.resolve("trials.csv"));
  }

  private static Trial trial(int seed) {
    return new Trial(
        "mini-vit.cifar10",
        "w",
        "digits",
        "d",
        Split.FINAL,
        "e2vpt",
        ImmutableSortedMap.of("visual", "4"),
        new Recipe(OptimizerKind.SGD, 1, 0.001, 2, 1, 64, Warmup.FROM_ZERO),
        seed,
        Execution.DEFAULT);
  }
}
