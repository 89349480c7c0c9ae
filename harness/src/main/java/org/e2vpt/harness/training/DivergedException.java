package org.e2vpt.harness.training;

/** Training left the real numbers: the loss became NaN or infinite. */
public final class DivergedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public DivergedException(int epoch, double loss, double learningRate) {
    super(
        "the loss became %s in epoch %d at learning rate %s".formatted(loss, epoch, learningRate));
  }
}
