package org.e2vpt.harness.tuning;

import org.e2vpt.harness.backbone.FrozenPrefix;

/** Partial-1 (Yosinski et al., 2014): the last block, the norm behind it, and the head. */
final class Partial1 extends Tuning {

  Partial1(Declaration declaration) {
    super(declaration);
    declaration.tune(declaration.architecture().last()::contains);
  }

  @Override
  public FrozenPrefix prefix() {
    return FrozenPrefix.ALL_BUT_LAST_BLOCK;
  }
}
