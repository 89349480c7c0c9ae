package org.e2vpt.harness.tuning;

import org.e2vpt.harness.names.Word;

/**
 * Options of VPT, shallow and deep.
 *
 * @param visual P, the visual prompts of a block
 * @param promptDropout rate of their dropout
 * @param swinWindows which images' prompts a window of Swin sees
 */
record VptOptions(
    @Option(OptionKind.LENGTH) @Word(byDefault = "50", atLeast = 1) int visual,
    @Word(byDefault = "0.1") float promptDropout,
    @Option(value = OptionKind.CHOICE, hierarchical = true) @Word(byDefault = "own")
        WindowPrompts swinWindows)
    implements MethodOptions {

  @Override
  public int visualPrompts() {
    return visual;
  }
}
