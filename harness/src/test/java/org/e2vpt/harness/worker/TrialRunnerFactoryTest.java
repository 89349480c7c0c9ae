package org.e2vpt.harness.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.e2vpt.harness.schedule.Device;
import org.e2vpt.harness.schedule.TrialListener;
import org.e2vpt.harness.schedule.TrialRunner;
import org.e2vpt.harness.trial.Trial;
import org.e2vpt.harness.worker.LocalRunner.Workers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrialRunnerFactoryTest {

  @TempDir Path directory;

  @AfterEach
  void forgetTheMaster() {
    System.clearProperty(TrialRunnerFactory.MASTER);
  }

  @Test
  void runsOnThisMachineUnlessAClusterIsAskedFor() {
    try (TrialRunner runner = openAsked()) {
      assertThat(runner).isInstanceOf(LocalRunner.class);
    }
  }

  @Test
  void saysWhatIsMissingForACluster() {
    System.setProperty(TrialRunnerFactory.MASTER, "spark://head:7077");

    assertThatThrownBy(this::openAsked)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "spark.master is 'spark://head:7077', but the module cluster is not on the class path;"
                + " see docs/cluster.md, or leave the property away");
  }

  private TrialRunner openAsked() {
    Workers workers =
        new Workers(
            Device.processors(1), 1, FakeBody.class.getName(), Duration.ofMinutes(1), Map.of());
    return TrialRunnerFactory.openAsked(
        directory,
        workers,
        new TrialListener() {
          @Override
          public void started(Trial trial, int attempt) {}

          @Override
          public void epoch(Trial trial, int epoch, double loss, double imagesPerSecond) {}
        });
  }
}
