package org.e2vpt.harness.training;

/** Hears of each epoch as it ends. */
public interface EpochListener {

  /**
   * One epoch has ended. Where training is continued, all earlier epochs are told again.
   *
   * @param epoch the epoch just finished, counted from 1
   * @param learningRate of this epoch
   * @param loss mean training loss of this epoch
   * @param imagesPerSecond training throughput of this epoch
   */
  void epoch(int epoch, double learningRate, double loss, double imagesPerSecond);

  /**
   * The accuracy at the end of the epoch that was just told, of a search's trial: the progress by
   * which searches are compared.
   *
   * @param accuracy top-1 accuracy in percent on the images to choose by
   */
  default void validated(int epoch, double accuracy) {}

  /**
   * Training continues from where earlier attempts at the same trial left it. Their epochs follow.
   *
   * @param seconds that those attempts took, which count as this trial's
   */
  default void continued(double seconds) {}

  /** Something that changes no number, but that whoever started the run wants to know. */
  default void notice(String text) {}

  /** Whether training, if it is saved, pauses at the end of the epoch that was just told. */
  default boolean pauses() {
    return false;
  }
}
