package org.e2vpt.harness.schedule;

/** Whether trials are computed on GPUs. */
public enum GpuUse {
  /** What the trials are for, and the machine has: GPUs, or the processor. */
  AUTO,
  /** The GPUs; without one, the run fails. */
  REQUIRE,
  /** The processor, however long it takes. */
  OFF
}
