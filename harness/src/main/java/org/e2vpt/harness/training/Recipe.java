package org.e2vpt.harness.training;

import java.util.Locale;
import org.e2vpt.harness.names.Word;

/**
 * How one model is trained (§4.1), and which of its epochs counts.
 *
 * @param optimizer which update rule
 * @param baseLearningRate the searched rate, before scaling by the batch: see {@link #learningRate}
 * @param weightDecay coupled L2 for SGD, decoupled for AdamW; the last layer's bias is never
 *     decayed
 * @param epochs passes over the training images, for which the schedule is made
 * @param until the epoch after which training pauses and the model is measured: a rung of a search
 *     that races; 0 for none, so that all epochs are trained
 * @param warmupEpochs epochs of linear warm-up, part of {@code epochs}
 * @param batch images a step; the last batch of an epoch may be smaller
 * @param warmup how the rate rises during warm-up
 * @param chosenEpoch whose accuracy is that of a trial of a search
 */
public record Recipe(
    OptimizerKind optimizer,
    @Word(name = "base_lr") double baseLearningRate,
    @Word(name = "weight_decay") double weightDecay,
    int epochs,
    @Word(byDefault = "0") int until,
    @Word(name = "warmup_epochs") int warmupEpochs,
    int batch,
    Warmup warmup,
    @Word(name = "chosen_epoch", byDefault = "last") ChosenEpoch chosenEpoch) {

  /** Whose accuracy is that of a trial. */
  public enum ChosenEpoch {
    /** Training's last one. */
    LAST,
    /** That with the highest accuracy on the images to choose by. */
    BEST;

    /** How often a trial is measured at most, of which no epoch is chosen. */
    private static final int VALIDATIONS = 20;

    /**
     * The accuracy that counts.
     *
     * @param best the highest of those before the last epoch's end
     */
    public double accuracy(double best, double last) {
      return this == BEST ? Math.max(best, last) : last;
    }

    /** How often a trial of a search is measured, in equal distances; also after the last epoch. */
    public int validations(int epochs) {
      return this == BEST ? epochs : Math.min(VALIDATIONS, epochs);
    }
  }

  /** The update rules, with PyTorch's semantics. */
  public enum OptimizerKind {
    SGD,
    ADAMW
  }

  /** The factor λ on the learning rate in epoch e = 0, 1, … of W warm-up epochs. */
  public enum Warmup {
    /** Paper: W epochs of warm-up, the first of them at λ = 1/W: (e+1)/W. */
    FROM_FIRST_STEP,
    /** Released: e/W, so that the first epoch trains nothing. */
    FROM_ZERO
  }

  /** Trains all epochs, the last of which counts. */
  public Recipe(
      OptimizerKind optimizer,
      double baseLearningRate,
      double weightDecay,
      int epochs,
      int warmupEpochs,
      int batch,
      Warmup warmup) {
    this(
        optimizer,
        baseLearningRate,
        weightDecay,
        epochs,
        0,
        warmupEpochs,
        batch,
        warmup,
        ChosenEpoch.LAST);
  }

  public Recipe {
    if (!(baseLearningRate > 0) || !(weightDecay >= 0)) {
      throw new IllegalArgumentException(
          "learning rate %s must be positive and weight decay %s not negative"
              .formatted(baseLearningRate, weightDecay));
    }
    if (epochs < 1 || warmupEpochs < 0 || warmupEpochs >= epochs || batch < 1) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "need epochs > warm-up epochs >= 0 and batch >= 1, got epochs %d, warm-up %d, batch %d",
              epochs,
              warmupEpochs,
              batch));
    }
    if (until < 0 || until >= epochs) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "training pauses after one of the first %d epochs, or not at all; got until %d",
              epochs - 1,
              until));
    }
  }

  /**
   * The same training as far as the end of an epoch.
   *
   * @param epoch the last one for all of them
   */
  public Recipe until(int epoch) {
    return new Recipe(
        optimizer,
        baseLearningRate,
        weightDecay,
        epochs,
        epoch == epochs ? 0 : epoch,
        warmupEpochs,
        batch,
        warmup,
        chosenEpoch);
  }

  /** The same training, of which another epoch counts. */
  public Recipe choosing(ChosenEpoch epoch) {
    return new Recipe(
        optimizer,
        baseLearningRate,
        weightDecay,
        epochs,
        until,
        warmupEpochs,
        batch,
        warmup,
        epoch);
  }

  /** Whether all epochs are trained. */
  public boolean isWhole() {
    return until == 0;
  }

  /** The epoch after which the model is measured. */
  public int lastEpoch() {
    return isWhole() ? epochs : until;
  }

  /** The rate at the schedule's peak: baseLearningRate · batch / 256. */
  public double learningRate() {
    return baseLearningRate * batch / 256;
  }
}
