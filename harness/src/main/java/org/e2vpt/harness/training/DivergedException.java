package org.e2vpt.harness.training;

import java.util.Locale;

/** Training left the real numbers: a loss or a logit became NaN or infinite. */
public final class DivergedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private DivergedException(String message) {
    super(message);
  }

  /** A trained model that gives no numbers. */
  static DivergedException ofLogits() {
    return new DivergedException("the trained model's logits are not finite");
  }

  public DivergedException(int epoch, double loss, double learningRate) {
    super(
        String.format(
            Locale.ROOT,
            "the loss became %s in epoch %d at learning rate %s",
            loss,
            epoch,
            learningRate));
  }
}
