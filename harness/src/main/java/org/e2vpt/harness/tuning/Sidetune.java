package org.e2vpt.harness.tuning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.function.Supplier;
import org.e2vpt.harness.backbone.FrozenPrefix;

/**
 * Sidetune (Zhang et al., 2020): a small network beside the frozen encoder, all of it trained, and
 * the head. The feature is σ(α) · encoder + (1 − σ(α)) · side, with a scalar α that starts at 0.
 */
final class Sidetune extends Tuning {

  private final SideNetwork side;
  private final Parameter alpha;

  Sidetune(Declaration declaration, SidetuneOptions options) {
    super(declaration);
    side = SideNetwork.declare(declaration, options);
    alpha = declaration.trainable("side.alpha", new Shape(1), Start.ZEROS);
  }

  /** PyTorch sums the gradients of a maximum over a neighbourhood in no fixed order. */
  @Override
  public boolean deterministic() {
    return false;
  }

  @Override
  public FrozenPrefix prefix() {
    return FrozenPrefix.ENCODER;
  }

  @Override
  public NDArray features(NDArray encoder, Supplier<NDArray> images) {
    NDArray share = ai.djl.nn.Activation.sigmoid(alpha.array());
    NDArray beside = side.features(images.get());
    // σ(α) f + (1 − σ(α)) s = s + σ(α) (f − s)
    return beside.add(share.mul(encoder.sub(beside)));
  }
}
