package org.e2vpt.harness.tuning;

import static org.e2vpt.harness.tuning.OptionKind.CHOICE;
import static org.e2vpt.harness.tuning.OptionKind.LENGTH;
import static org.e2vpt.harness.tuning.OptionKind.PRUNING;

import java.util.Locale;
import org.e2vpt.harness.names.Word;
import org.jspecify.annotations.Nullable;

/**
 * Options of E²VPT.
 *
 * @param visual P, the visual prompts of a block
 * @param kv T, the key-value prompts of a block
 * @param kvPlace where key-value prompts stand among keys and values
 * @param kvShare whether the same rows serve keys and values
 * @param kvInit how key-value prompts start
 * @param promptDropout rate of the dropout of visual prompts
 * @param importance what the score of a token or a segment is
 * @param segments R, the parts of a visual prompt that are pruned alone. Paper: 8 (§4.1). Released:
 *     16, the default of {@code CLS_TOKEN_P_PIECES_NUM}, which no command overrides
 * @param segmentLayout which numbers of a prompt make a segment
 * @param masks how many masks there are
 * @param maskTraining whether masks are trained before importance is measured
 * @param cascade among which segments the least important are sought
 * @param prunedTokens what becomes of a pruned token
 * @param rewinding what prompts are trained from after pruning
 * @param pruneFrom id of the unpruned trial that is pruned; null if none is
 * @param pruneTokens how many of the P tokens are pruned
 * @param pruneSegments how many of the R segments of a token are pruned, in the mean over tokens
 * @param swinWindows which images' prompts a window of Swin sees
 * @param swinBias where Swin's biases stand if key-value prompts come after the keys
 * @param swinPruning in which of Swin's blocks prompts are pruned
 */
public record E2vptOptions(
    @Option(LENGTH) @Word(byDefault = "10", atLeast = 1) int visual,
    @Option(LENGTH) @Word(byDefault = "5", atLeast = 0) int kv,
    @Word(byDefault = "before") KvPlace kvPlace,
    @Word(byDefault = "true") boolean kvShare,
    @Word(byDefault = "he") KvInit kvInit,
    @Word(byDefault = "0.1") float promptDropout,
    @Option(CHOICE) @Word(byDefault = "absolute") Importance importance,
    @Option(CHOICE) @Word(byDefault = "8", atLeast = 1) int segments,
    @Option(CHOICE) @Word(byDefault = "contiguous") SegmentLayout segmentLayout,
    @Option(CHOICE) @Word(byDefault = "per-layer") Masks masks,
    @Option(CHOICE) @Word(byDefault = "none") MaskTraining maskTraining,
    @Option(CHOICE) @Word(byDefault = "remaining") Cascade cascade,
    @Option(CHOICE) @Word(byDefault = "removed") PrunedTokens prunedTokens,
    @Option(CHOICE) @Word(byDefault = "initial") Rewinding rewinding,
    @Option(PRUNING) @Nullable String pruneFrom,
    @Option(PRUNING) @Word(byDefault = "0", atLeast = 0) int pruneTokens,
    @Option(PRUNING) @Word(byDefault = "0", atLeast = 0) int pruneSegments,
    @Option(value = CHOICE, hierarchical = true) @Word(byDefault = "own") WindowPrompts swinWindows,
    @Option(value = CHOICE, hierarchical = true) @Word(byDefault = "aligned") SwinBias swinBias,
    @Option(value = CHOICE, hierarchical = true) @Word(byDefault = "first-stage")
        SwinPruning swinPruning)
    implements MethodOptions {

  /** Where prompts stand among the keys and values: the rows of Table 5(a). */
  public enum KvPlace {
    BEFORE,
    AFTER
  }

  /** How prompts start: the rows of Table 5(b), and the released code's third choice. */
  public enum KvInit {
    /**
     * He et al. (2015) as the released code applies it to (h, T, d): uniform in ±√(6/(T·d)), so the
     * scale depends on T.
     */
    HE,
    /** Normal with deviation 0.02, cut at ±2. */
    TRUNC_NORMAL,
    /** Uniform in ±√(6/(3p²+p)), for patches of p·p pixels. */
    UNIFORM
  }

  /** The score of a mask ρ (Eq. 6, {@code Trainer.calculate_importance}). */
  public enum Importance {
    /** Paper: E|∂L(x)/∂ρ|, the mean magnitude over images. */
    ABSOLUTE,
    /**
     * Released: the mean over batches of ∂L/∂ρ with its sign, a smaller last batch counting as
     * much. The lowest go first, so those go whose growth would lower the loss.
     */
    SIGNED
  }

  /** Which of a prompt's D numbers make segment r of R. */
  public enum SegmentLayout {
    /** Paper: D/R neighbours, "equally divided into R parts" (§3.3). */
    CONTIGUOUS,
    /** Released: every R-th number, since {@code repeat} tiles the mask. */
    STRIDED
  }

  /** How many masks there are. */
  public enum Masks {
    /** Paper: masks "in each transformer layer", ranked "for each layer" (§3.3). */
    PER_LAYER,
    /** Released: one, which all layers share; its gradient is the sum over layers. */
    SHARED
  }

  /** Whether masks are trained before importance is measured. */
  public enum MaskTraining {
    /** Paper: ρ ∈ {0, 1} (§3.3). */
    NONE,
    /** Released: masks are parameters that SGD moves and decays from 1 like any prompt. */
    TRAINED
  }

  /** Among which segments the least important are sought. */
  public enum Cascade {
    /**
     * Paper: "each remaining prompt" is divided, importance is ranked "for each layer" (§3.3): all
     * segments of the tokens left in a layer compete.
     */
    REMAINING,
    /** Released: in every token alone, so that all tokens lose the same number of segments. */
    INDEPENDENT
  }

  /** What becomes of a pruned token. */
  public enum PrunedTokens {
    /** Paper: "eliminate those positions with lowest scores" (§3.3); the sequence gets shorter. */
    REMOVED,
    /** Released: it stays as a vector of zeros, which the layer norm turns into its bias. */
    ZEROED
  }

  /** What prompts are trained from after pruning. */
  public enum Rewinding {
    /** Paper: the values that the pruned model's prompts had before training (§3.3). */
    INITIAL,
    /** Released: new random values; nothing is stored to go back to. */
    FRESH
  }

  /** Where Swin's biases stand if key-value prompts come after the keys (Table 5(a), "After"). */
  public enum SwinBias {
    /** Each pair of tokens has its own bias, and key-value prompts have none. */
    ALIGNED,
    /** Released: the columns without a bias are the first ones all the same. */
    MISALIGNED
  }

  /** In which of Swin's blocks prompts are pruned. */
  public enum SwinPruning {
    /** Paper: "assign pruning stage only to the first stage" (§4.2). */
    FIRST_STAGE,
    /**
     * Released: in the first block alone; the lines for the others are commented out. It goes with
     * {@link PrunedTokens#ZEROED} only: tokens are removed from all blocks of a stage or none.
     */
    FIRST_BLOCK
  }

  public E2vptOptions {
    if (pruneFrom == null && pruneTokens + pruneSegments > 0) {
      throw new IllegalArgumentException(
          "prune-tokens and prune-segments need prune-from: the id of an unpruned trial");
    }
    if (pruneTokens >= visual || pruneSegments >= segments) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "cannot prune %d of %d tokens and %d of %d segments: one of each has to stay",
              pruneTokens,
              visual,
              pruneSegments,
              segments));
    }
  }

  /** Whether a trial trains what pruning left of an earlier one. */
  boolean prunes() {
    return pruneFrom != null;
  }

  /** Whether pruned tokens are in no tensor any more. */
  boolean removesTokens() {
    return prunes() && prunedTokens == PrunedTokens.REMOVED;
  }

  @Override
  public int visualPrompts() {
    return visual;
  }

  @Override
  public boolean leavesScores() {
    return !prunes();
  }

  @Override
  public boolean scoresWholeBatches() {
    return leavesScores() && importance == Importance.SIGNED;
  }
}
