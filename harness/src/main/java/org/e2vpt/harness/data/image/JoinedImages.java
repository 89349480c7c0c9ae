package org.e2vpt.harness.data.image;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.SplittableRandom;

/** Images and others behind them, without a copy. */
record JoinedImages(LabelledImages first, LabelledImages second) implements LabelledImages {

  @Override
  public int size() {
    return first.size() + second.size();
  }

  @Override
  public int label(int index) {
    return index < first.size() ? first.label(index) : second.label(index - first.size());
  }

  @Override
  public Size imageSize(int index) {
    return index < first.size() ? first.imageSize(index) : second.imageSize(index - first.size());
  }

  @Override
  public void copyTo(int index, ByteBuffer target) {
    if (index < first.size()) {
      first.copyTo(index, target);
    } else {
      second.copyTo(index - first.size(), target);
    }
  }

  @Override
  public List<LabelledImages> parts() {
    return List.of(first, second);
  }

  @Override
  public boolean changeByEpoch() {
    return first.changeByEpoch() || second.changeByEpoch();
  }

  @Override
  public LabelledImages toTrainOn(SplittableRandom random) {
    return changeByEpoch()
        ? new JoinedImages(first.toTrainOn(random), second.toTrainOn(random))
        : this;
  }
}
