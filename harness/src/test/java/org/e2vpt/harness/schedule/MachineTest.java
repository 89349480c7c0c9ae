package org.e2vpt.harness.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MachineTest {

  @Test
  void namesTheProcessor() {
    assertThat(Machine.processor()).isNotBlank();
  }
}
