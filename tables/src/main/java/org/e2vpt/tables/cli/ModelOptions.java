package org.e2vpt.tables.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.e2vpt.harness.backbone.Pretrained;
import org.e2vpt.harness.data.DataFolder;
import org.e2vpt.harness.tensor.Execution;
import org.e2vpt.harness.tensor.Execution.Precision;
import org.e2vpt.harness.tuned.LoadedBackbone;
import org.e2vpt.harness.tuned.TunedInfo;
import org.e2vpt.harness.tuned.TunedModel;
import org.e2vpt.harness.tuned.TunedWeights;
import org.e2vpt.tables.app.OwnWeights;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which tuned model is used, and where its backbone is. */
final class ModelOptions {

  @Parameters(
      index = "0",
      paramLabel = "TUNED",
      description = "File that a final run left in tuned/ beside its journal.")
  private Path tuned = Path.of("");

  @Option(
      names = "--weights",
      paramLabel = "FILE",
      description = "File with the backbone's weights; default: where 'data fetch' puts it.")
  private @Nullable Path weights;

  @Mixin private DataOptions data = new DataOptions();

  /** What is done with a model while it is there. */
  @FunctionalInterface
  interface Use {
    int of(TunedModel model) throws IOException;
  }

  DataFolder folder() {
    return data.folder();
  }

  /** Loads the model on the processor, and frees it afterwards. */
  int use(PrintWriter err, Use use) throws IOException {
    TunedWeights kept = TunedWeights.read(tuned);
    TunedInfo info = kept.info();
    if (weights == null) {
      OwnWeights.require(info.backbone(), folder());
    }
    Pretrained pretrained =
        weights == null
            ? Pretrained.get(info.backbone(), folder())
            : Pretrained.ofFile(info.backbone(), weights);
    Execution execution = info.execution();
    if (execution.precision() == Precision.TF32) {
      err.println(
          "The model was tuned in tf32, which a CPU does not support, so it is used in fp32.");
      execution = new Execution(execution.shortcuts(), Precision.FP32);
    }
    try (LoadedBackbone backbone = LoadedBackbone.of(pretrained, execution);
        TunedModel model = backbone.with(kept)) {
      return use.of(model);
    }
  }
}
