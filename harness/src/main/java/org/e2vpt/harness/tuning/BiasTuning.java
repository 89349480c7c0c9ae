package org.e2vpt.harness.tuning;

/**
 * Bias (Cai et al., 2020; Ben Zaken et al., 2022): every bias of the backbone, and the head. Swin's
 * tables of relative position biases are among them: the tuned share of Table 2 counts them.
 */
final class BiasTuning extends Tuning {

  BiasTuning(Declaration declaration) {
    super(declaration);
    declaration.tune(name -> name.contains("bias"));
  }
}
