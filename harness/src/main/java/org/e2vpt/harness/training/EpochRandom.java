package org.e2vpt.harness.training;

import java.util.Locale;
import java.util.SplittableRandom;
import org.e2vpt.harness.tensor.Initial;
import org.e2vpt.harness.tensor.Torch;

/**
 * All that is drawn in an epoch: it depends on the trial's seed and on the epoch's number, and on
 * nothing that was drawn before. The state of the engine's generator cannot be read, so only thus
 * can a trial be continued at the end of an epoch with the same bits.
 *
 * @param seed of the trial
 * @param epoch counted from 1
 */
record EpochRandom(int seed, int epoch) {

  /** The order of the images. */
  SplittableRandom order() {
    return stream("order");
  }

  /** The places where images are cropped, and which are mirrored. */
  SplittableRandom crops() {
    return stream("crops");
  }

  /** Seeds dropout, which the engine draws by the generator of this process. */
  void seedDropout() {
    Torch.seed(stream("dropout").nextInt());
  }

  private SplittableRandom stream(String name) {
    return new Initial(seed).stream(String.format(Locale.ROOT, "epoch %d %s", epoch, name));
  }
}
