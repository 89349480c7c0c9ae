package org.e2vpt.harness.tuning;

import java.util.Locale;
import org.e2vpt.harness.names.Word;

/**
 * Options of VFPT. The released code's location {@code random} and types {@code linear} are
 * missing: docs/differences.md says why.
 *
 * @param visual P, the visual prompts of a block; 10 is the released command's example
 * @param promptDropout rate of their dropout
 * @param dropoutMode whether that dropout acts
 * @param fourierPercentage 100 α, the share of the P rows that is transformed, in percent; 0 is
 *     VPT, on any encoder (the released code fails there on all but a supervised ViT)
 * @param fourierAxes the axes of the transform
 * @param fourierPlace where the transformed rows stand among the prompts of a block
 * @param fourierBlocks the blocks whose rows are transformed
 * @param deep whether every block has prompts of its own; else the first has
 * @param swinWindows which images' prompts a window of Swin sees
 */
record VfptOptions(
    @Option(OptionKind.LENGTH) @Word(byDefault = "10", atLeast = 1) int visual,
    @Word(byDefault = "0.1") float promptDropout,
    @Option(OptionKind.CHOICE) @Word(byDefault = "active") DropoutMode dropoutMode,
    @Word(byDefault = "50", atLeast = 0) int fourierPercentage,
    @Word(byDefault = "all") FourierAxes fourierAxes,
    @Word(byDefault = "prepend") FourierPlace fourierPlace,
    @Word(byDefault = "all") FourierBlocks fourierBlocks,
    @Word(byDefault = "true") boolean deep,
    @Option(value = OptionKind.CHOICE, hierarchical = true) @Word(byDefault = "own")
        WindowPrompts swinWindows)
    implements MethodOptions {

  /** Whether prompts are dropped in training. */
  enum DropoutMode {
    /** Paper: as in VPT; here where the released code has it, before the transform. */
    ACTIVE,
    /**
     * Released: never, whatever the rate. The whole encoder is in evaluation mode, since the list
     * of methods whose prompts are not does not name this one.
     */
    INACTIVE
  }

  /** The axes that are transformed. The released code does so on a supervised ViT alone. */
  enum FourierAxes {
    /** Both: C_K x C_D − S_K x S_D. */
    ALL,
    /** Along each row: x C_D. */
    HIDDEN,
    /** Along the K rows: C_K x. */
    SEQUENCE
  }

  /** Where the transformed rows stand. The encoder has no positions for prompts. */
  enum FourierPlace {
    /** In front of the others. */
    PREPEND,
    /** Behind the others. The released code then inserts no prompts at all on MAE and MoCo v3. */
    APPEND
  }

  /** The blocks whose rows are transformed; in the others all rows are plain. */
  enum FourierBlocks {
    ALL,
    ALL_BUT_FIRST,
    /** The first half of the blocks. Released: six of them, whatever the depth. */
    FORMER_HALF,
    /** The second half of the blocks. */
    LATER_HALF,
    /** The first, third, fifth …. */
    ODD;

    /** Whether block {@code index} of {@code depth}, counted from 0, is one of them. */
    boolean has(int index, int depth) {
      return switch (this) {
        case ALL -> true;
        case ALL_BUT_FIRST -> index > 0;
        case FORMER_HALF -> index < depth / 2;
        case LATER_HALF -> index >= depth / 2;
        case ODD -> index % 2 == 0;
      };
    }
  }

  VfptOptions {
    if (fourierPercentage > 100) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "option fourier-percentage of method vfpt must be at most 100, got '%d'",
              fourierPercentage));
    }
    if (fourierPercentage > 0 && visual * fourierPercentage < 100) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "fourier-percentage=%d of visual=%d is less than one row, so nothing could be"
                  + " transformed: take more prompts, or fourier-percentage=0 for VPT",
              fourierPercentage,
              visual));
    }
  }

  /** K = ⌊αP⌋, the rows that are transformed. */
  int fourierRows() {
    return visual * fourierPercentage / 100;
  }

  /** Rate of the dropout that acts. */
  float activeDropout() {
    return dropoutMode == DropoutMode.ACTIVE ? promptDropout : 0;
  }

  @Override
  public int visualPrompts() {
    return visual;
  }
}
