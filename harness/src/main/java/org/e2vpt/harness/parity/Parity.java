package org.e2vpt.harness.parity;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.e2vpt.harness.tensor.Execution;
import org.e2vpt.harness.tensor.Torch;
import org.e2vpt.harness.text.FileErrors;

/** Compares this implementation with a folder of tensors recorded from the official one. */
public final class Parity {

  private Parity() {}

  /**
   * Does every recorded run of the folder again.
   *
   * @param execution how the encoders are computed
   * @param found is told each comparison as it is made
   * @param unclear is told why a file could not be understood, beginning with its name; the others
   *     are compared
   * @throws IOException if the folder, or weights or images that the runs share, cannot be read
   */
  public static void check(
      Path folder, Execution execution, Consumer<ParityComparison> found, Consumer<String> unclear)
      throws IOException {
    Torch.start(1); // the models are tiny, and waiting threads cost more than they help
    FixtureFolder fixtures = FixtureFolder.open(folder);
    if (fixtures.runs().isEmpty()) {
      throw new IllegalArgumentException(
          "there is no recorded run in %s: expected files such as vit_linear.npz"
              .formatted(folder));
    }
    for (Path file : fixtures.runs()) {
      try (NDManager manager = Torch.manager("cpu")) {
        RecordedRun.compare(Fixture.read(file), fixtures, execution, manager, found);
      } catch (IOException e) {
        unclear.accept("%s: %s".formatted(file.getFileName(), FileErrors.describe(e)));
      } catch (IllegalArgumentException e) {
        unclear.accept("%s: %s".formatted(file.getFileName(), e.getMessage()));
      } catch (RuntimeException e) {
        // A tensor of another rank or size than any model has ends in one of many exceptions.
        unclear.accept("%s: it describes no model: %s".formatted(file.getFileName(), e));
      }
    }
  }
}
