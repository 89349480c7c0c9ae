package org.e2vpt.harness.training;

/** Hears of each epoch as it ends. */
public interface EpochListener {

  /**
   * One epoch has ended.
   *
   * @param epoch the epoch just finished, counted from 1
   * @param learningRate of this epoch
   * @param loss mean training loss of this epoch
   * @param imagesPerSecond training throughput of this epoch
   */
  void epoch(int epoch, double learningRate, double loss, double imagesPerSecond);
}
