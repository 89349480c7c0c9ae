package org.e2vpt.harness.acceptance;

import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.e2vpt.harness.backbone.Model;
import org.e2vpt.harness.tensor.Execution.Precision;

/**
 * How often a step makes the host wait for the GPU: each copy to it, each read. PyTorch warns of
 * them on standard error if it is asked to ({@code torch.cuda.set_sync_debug_mode}), by a variable
 * that DJL does not show.
 *
 * <p>Epochs of {@link #FEW} and of {@link #MANY} steps are counted: what they differ by is of
 * steps.
 */
final class Synchronisations {

  private static final int FEW = 2;
  private static final int MANY = 6;

  private static final String LIBRARY = "/libc10_cuda.so";
  private static final String MODE = "_ZZN3c104cuda13warning_stateEvE14warning_state_";
  private static final int WARN = 1;

  private static final String WARNING = "called a synchronizing CUDA operation";
  private static final String EPOCH = "@acceptance epoch";

  private Synchronisations() {}

  /** Trains, and marks on standard error where epochs end. */
  static void train(Model model, String device, int batch) {
    for (int steps : List.of(FEW, MANY)) {
      Speed.train(
          model,
          Precision.FP32,
          true,
          device,
          batch,
          steps,
          (epoch, rate, loss, speed) -> {
            warn();
            System.err.println(EPOCH);
          });
    }
  }

  private static void warn() {
    try (var lines = Files.lines(Path.of("/proc/self/maps"))) {
      String library =
          lines
              .filter(line -> line.endsWith(LIBRARY))
              .map(line -> line.substring(line.indexOf('/')))
              .findFirst()
              .orElseThrow();
      NativeLibrary.getInstance(library).getGlobalVariableAddress(MODE).setInt(0, WARN);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** From what {@link #train} left on standard error. */
  static Finding finding(String name, Path log) throws IOException {
    List<Integer> epochs = new ArrayList<>();
    int warnings = 0;
    for (String line : Files.readAllLines(log, StandardCharsets.UTF_8)) {
      if (line.contains(WARNING)) {
        warnings++;
      } else if (line.contains(EPOCH)) {
        epochs.add(warnings);
        warnings = 0;
      }
    }
    int few = epochs.get(epochs.size() / 2 - 1);
    int many = epochs.get(epochs.size() - 1);
    if (few == 0) {
      throw new IllegalStateException(
          "PyTorch told no synchronisation, but an epoch ends with a read: see " + log);
    }
    return Finding.of(
        "copies and synchronisations a step",
        "e2vpt on " + name,
        Double.toString((many - few) / (double) (MANY - FEW)),
        "0.0");
  }
}
