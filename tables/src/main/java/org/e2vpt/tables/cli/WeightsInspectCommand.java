package org.e2vpt.tables.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.e2vpt.harness.checkpoint.TensorFile;
import org.e2vpt.harness.data.DatasetsLock;
import org.e2vpt.harness.tuned.TunedWeights;
import org.e2vpt.harness.weights.Inspection;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says what a file of weights is. */
@Command(
    name = "inspect",
    mixinStandardHelpOptions = true,
    versionProvider = E2vpt.Version.class,
    description = {
      "Show what a weight file contains.",
      "Prints its format, its hash, the published weights it holds, and for each tensor the"
          + " name under which it would be read, or why it would not. For tuned weights, prints"
          + " what was tuned, on which backbone, how images become inputs, and the tensors."
    },
    exitCodeList = {"0:the file was read"})
final class WeightsInspectCommand implements Callable<Integer> {

  @Parameters(
      index = "0",
      paramLabel = "FILE",
      description = "File in npz, safetensors or PyTorch format.")
  private Path file = Path.of("");

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    lines().forEach(spec.commandLine().getOut()::println);
    return E2vpt.OK;
  }

  private List<String> lines() throws IOException {
    try (TensorFile opened = TensorFile.open(file)) {
      return TunedWeights.isIn(opened)
          ? TunedWeights.read(file).lines()
          : Inspection.of(file, DatasetsLock.shipped());
    }
  }
}
