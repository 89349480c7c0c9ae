package org.e2vpt.harness.acceptance;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import org.e2vpt.harness.tensor.Torch;
import org.e2vpt.harness.training.EpochListener;
import org.e2vpt.harness.trial.Trial;
import org.e2vpt.harness.trial.TrialResult.Measured;
import org.e2vpt.harness.worker.Experiment;
import org.e2vpt.harness.worker.TrialBody;
import org.e2vpt.harness.worker.WorkerSettings;

/** An experiment that reads behind the end of a tensor if the trial's seed is {@link #BREAKS}. */
public final class BrokenOnce implements TrialBody {

  static final int BREAKS = 13;

  private final Experiment experiment;
  private final String device;

  public BrokenOnce(WorkerSettings settings) {
    experiment = new Experiment(settings);
    device = settings.device();
  }

  @Override
  public String engine() {
    return experiment.engine();
  }

  @Override
  public Measured run(Trial trial, Path directory, EpochListener epochs) throws Exception {
    if (trial.seed() == BREAKS) {
      try (NDManager manager = Torch.manager(device)) {
        manager.ones(new Shape(2)).gather(manager.create(new long[] {7}), 0).toFloatArray();
      }
    }
    return experiment.run(trial, directory, epochs);
  }
}
