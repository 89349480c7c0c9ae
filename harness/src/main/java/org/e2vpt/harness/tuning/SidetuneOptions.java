package org.e2vpt.harness.tuning;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import org.e2vpt.harness.backbone.Architecture;
import org.e2vpt.harness.backbone.Flops;
import org.e2vpt.harness.names.Word;

/**
 * Options of Sidetune.
 *
 * @param sideChannels of the five convolutions of the side network, AlexNet's by default
 * @param sideStart what these convolutions start from
 */
record SidetuneOptions(
    @Word(byDefault = "64-192-384-256-256") String sideChannels,
    @Option(value = OptionKind.CHOICE, added = true) @Word(byDefault = "scratch")
        SideStart sideStart)
    implements MethodOptions {

  /** What the convolutions of the side network start from. */
  enum SideStart {
    /** Random values, as PyTorch starts them. */
    SCRATCH,
    /** AlexNet's weights of ImageNet-1k, as torchvision publishes them and the original does. */
    ALEXNET
  }

  private static final String FIVE_NUMBERS = "[1-9][0-9]{0,8}(-[1-9][0-9]{0,8}){4}";

  SidetuneOptions {
    if (!sideChannels.matches(FIVE_NUMBERS)) {
      throw new IllegalArgumentException(
          ("option side-channels of method sidetune must be five numbers above 0, such as"
                  + " 64-192-384-256-256, got '%s'")
              .formatted(sideChannels));
    }
  }

  @Override
  public ImmutableSet<String> files() {
    return sideStart == SideStart.ALEXNET
        ? ImmutableSet.of(SideNetwork.ALEXNET_FILE)
        : ImmutableSet.of();
  }

  @Override
  public Flops sideFlops(Architecture architecture) {
    return SideNetwork.flops(architecture, channels());
  }

  /** The five numbers. */
  ImmutableList<Integer> channels() {
    return Splitter.on('-')
        .splitToStream(sideChannels)
        .map(Integer::valueOf)
        .collect(ImmutableList.toImmutableList());
  }
}
