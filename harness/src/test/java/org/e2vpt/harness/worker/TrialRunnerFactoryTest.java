package org.e2vpt.harness.worker;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TrialRunnerFactoryTest {

  @Test
  void saysWhatIsMissingForACluster() {
    assertThatThrownBy(() -> TrialRunnerFactory.ofCluster("spark://head:7077"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "spark.master is 'spark://head:7077', but the module cluster is not on the class path;"
                + " see docs/cluster.md, or omit the property");
  }
}
