package org.e2vpt.harness.training;

/** Training left the real numbers: a loss or a logit became NaN or infinite. */
public final class DivergedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  DivergedException(String message) {
    super(message);
  }

  public DivergedException(int epoch, double loss, double learningRate) {
    super(
        "the loss became %s in epoch %d at learning rate %s".formatted(loss, epoch, learningRate));
  }
}
