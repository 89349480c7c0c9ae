package org.e2vpt.harness.protocol;

import com.google.common.base.Joiner;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.e2vpt.harness.names.Names;
import org.e2vpt.harness.names.RecordWords;
import org.e2vpt.harness.names.Word;
import org.e2vpt.harness.training.Recipe.Warmup;
import org.e2vpt.harness.tuning.AdapterOptions.AdapterInit;
import org.e2vpt.harness.tuning.E2vptOptions.Cascade;
import org.e2vpt.harness.tuning.E2vptOptions.Importance;
import org.e2vpt.harness.tuning.E2vptOptions.MaskTraining;
import org.e2vpt.harness.tuning.E2vptOptions.Masks;
import org.e2vpt.harness.tuning.E2vptOptions.PrunedTokens;
import org.e2vpt.harness.tuning.E2vptOptions.Rewinding;
import org.e2vpt.harness.tuning.E2vptOptions.SegmentLayout;
import org.e2vpt.harness.tuning.E2vptOptions.SwinBias;
import org.e2vpt.harness.tuning.E2vptOptions.SwinPruning;
import org.e2vpt.harness.tuning.WindowPrompts;

/**
 * How experiments are run where the paper's text and the code that its authors released differ.
 * Each choice is a word or a number, and can be set alone: {@code -Dprotocol=released}, {@code
 * -Dprotocol.segments=16}.
 *
 * <p>Not choices here: which checkpoint (nobody knows which one the printed numbers used; the
 * backbone is named by its file), what a diverged run counts in a search (here: nothing), and how
 * FGVC differs from VTAB-1k.
 *
 * <p>A choice is called by its name here in lower case, with hyphens. Those that a method reads are
 * options of its trials; the others shape the plan of a table.
 *
 * @param importance what the score of a token or a segment is
 * @param segments R, the parts of a visual prompt that are pruned alone. Paper: 8 (§4.1). Released:
 *     16, the default of {@code CLS_TOKEN_P_PIECES_NUM}, which no command overrides
 * @param segmentLayout which numbers of a prompt make a segment
 * @param masks how many masks there are
 * @param maskTraining whether masks are trained before importance is measured
 * @param cascade among which segments the least important are sought
 * @param prunedTokens what becomes of a pruned token
 * @param segmentsLeft the fewest segments of a token that the rewind search leaves. Paper: not
 *     stated, so 1. Released: 4, the argument {@code MIN} of {@code determine_mask_sequence}
 * @param prunedModel which trained model is scored
 * @param finalPrompts whose prompts a final run of a pruned model scores and rewinds
 * @param rewinding what prompts are trained from after pruning
 * @param adapterInit how the Adapter baseline starts
 * @param adamw which update rule a recipe with AdamW stands for
 * @param warmup the learning rate of the first epochs
 * @param swinWindows which images' prompts a window of Swin sees
 * @param swinBias where Swin's biases stand if key-value prompts come after the keys
 * @param swinPruning in which of Swin's blocks prompts are pruned
 * @param runs final runs with seeds of their own. Paper: 3 (§4.1, "three runs"). Released: 5,
 *     {@code RUN_N_TIMES} with the seeds 42, 44, 82, 100 and 800
 */
public record Protocol(
    Importance importance,
    @Word(atLeast = 1) int segments,
    SegmentLayout segmentLayout,
    Masks masks,
    MaskTraining maskTraining,
    Cascade cascade,
    PrunedTokens prunedTokens,
    @Word(atLeast = 1) int segmentsLeft,
    PrunedModel prunedModel,
    FinalPrompts finalPrompts,
    Rewinding rewinding,
    AdapterInit adapterInit,
    Adamw adamw,
    Warmup warmup,
    WindowPrompts swinWindows,
    SwinBias swinBias,
    SwinPruning swinPruning,
    @Word(atLeast = 1) int runs) {

  /** Which trained model is scored. */
  public enum PrunedModel {
    /** Paper: the model that the search chose. */
    SEARCHED,
    /** Released: the chosen setting is trained once more ({@code before_pruning}). */
    RETRAINED
  }

  /** Whose prompts a final run of a pruned model scores and rewinds. */
  public enum FinalPrompts {
    /**
     * Those of an unpruned run with its own seed, on the images that final runs train on. Only so
     * are final runs independent of each other, as the paper's "three runs" have to be (§4.1).
     */
    OWN,
    /** Released: the masks that the search chose, in each run. */
    SEARCHED
  }

  /** Which update rule a recipe with AdamW stands for ({@code solver/optimizer.py}). */
  public enum Adamw {
    /** AdamW with the weight decay that is searched. */
    AS_SEARCHED,
    /** Released: any weight decay above 0 is 0.01, and without weight decay it is SGD. */
    FALLS_THROUGH
  }

  /** What the paper's text states. */
  public static final Protocol PAPER =
      new Protocol(
          Importance.ABSOLUTE,
          8,
          SegmentLayout.CONTIGUOUS,
          Masks.PER_LAYER,
          MaskTraining.NONE,
          Cascade.REMAINING,
          PrunedTokens.REMOVED,
          1,
          PrunedModel.SEARCHED,
          FinalPrompts.OWN,
          Rewinding.INITIAL,
          AdapterInit.NEAR_IDENTITY,
          Adamw.AS_SEARCHED,
          Warmup.FROM_FIRST_STEP,
          WindowPrompts.OWN,
          SwinBias.ALIGNED,
          SwinPruning.FIRST_STAGE,
          3);

  /** What the released code does. */
  public static final Protocol RELEASED =
      new Protocol(
          Importance.SIGNED,
          16,
          SegmentLayout.STRIDED,
          Masks.SHARED,
          MaskTraining.TRAINED,
          Cascade.INDEPENDENT,
          PrunedTokens.ZEROED,
          4,
          PrunedModel.RETRAINED,
          FinalPrompts.SEARCHED,
          Rewinding.FRESH,
          AdapterInit.ZERO,
          Adamw.FALLS_THROUGH,
          Warmup.FROM_ZERO,
          WindowPrompts.MIXED,
          SwinBias.MISALIGNED,
          SwinPruning.FIRST_BLOCK,
          5);

  private static final RecordWords<Protocol> WORDS = RecordWords.of(Protocol.class);

  private static final ImmutableMap<String, Protocol> PRESETS =
      ImmutableMap.of("paper", PAPER, "released", RELEASED);

  private static final String PRESET = "protocol";
  private static final String CHOICE = PRESET + ".";

  public Protocol {
    if (segmentsLeft > segments) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "protocol.segments-left must be at most protocol.segments, %d, got %d",
              segments,
              segmentsLeft));
    }
  }

  /**
   * What a user chose: {@code protocol}, a preset's name ({@code paper} if it is not given), and
   * {@code protocol.<choice>} for single choices.
   *
   * @throws IllegalArgumentException naming the unknown preset, choice or word, and those there are
   */
  public static Protocol of(Properties properties) {
    Protocol preset = preset(properties.getProperty(PRESET, "paper"));
    Map<String, String> chosen = new LinkedHashMap<>();
    for (String property : new TreeSet<>(properties.stringPropertyNames())) {
      if (property.startsWith(CHOICE)) {
        chosen.put(property.substring(CHOICE.length()), properties.getProperty(property, ""));
      }
    }
    return preset.with(chosen);
  }

  /**
   * The preset of a name.
   *
   * @throws IllegalArgumentException naming those there are
   */
  public static Protocol preset(String name) {
    return Names.find(name, PRESETS.keySet())
        .map(PRESETS::get)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "protocol must be %s; got '%s'%s"
                        .formatted(
                            String.join(" or ", PRESETS.keySet()),
                            name,
                            Names.didYouMean(name, PRESETS.keySet()))));
  }

  /** This protocol with other words for the choices named. */
  public Protocol with(Map<String, String> chosen) {
    Set<String> unknown = new TreeSet<>(chosen.keySet());
    unknown.removeAll(choices().keySet());
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "unknown protocol choice %s; the choices are %s%s"
              .formatted(
                  String.join(", ", unknown),
                  String.join(", ", choices().keySet()),
                  Names.didYouMean(unknown.iterator().next(), choices().keySet())));
    }
    Map<String, String> words = new HashMap<>(choices());
    words.putAll(chosen);
    return WORDS.take(words, CHOICE::concat);
  }

  /** All choices as words, in the order in which they are declared. */
  public ImmutableMap<String, String> choices() {
    return WORDS.words(this);
  }

  /** {@code paper}, {@code released}, or {@code paper with segments=16}. */
  public String label() {
    return label(choices());
  }

  /**
   * The label of some choices: the preset that has them all, else {@code paper} or {@code
   * released}, whichever differs in fewer, with what is different.
   */
  public static String label(Map<String, String> some) {
    Nearest nearest = Nearest.to(some);
    return nearest.different.isEmpty()
        ? nearest.preset
        : nearest.preset
            + " with "
            + Joiner.on(", ").withKeyValueSeparator('=').join(nearest.different);
  }

  /** The preset that differs from some choices in the fewest, and in which. */
  private record Nearest(String preset, Map<String, String> different) {

    static Nearest to(Map<String, String> some) {
      return PRESETS.entrySet().stream()
          .map(preset -> new Nearest(preset.getKey(), difference(some, preset.getValue())))
          .min(Comparator.comparingInt(nearest -> nearest.different.size()))
          .orElseThrow();
    }

    private static Map<String, String> difference(Map<String, String> some, Protocol preset) {
      ImmutableMap<String, String> usual = preset.choices();
      return Maps.filterEntries(
          some, choice -> !choice.getValue().equals(usual.get(choice.getKey())));
    }
  }

  /** As a user would give it: {@code -Dprotocol=paper -Dprotocol.segments=16}. */
  public String properties() {
    Nearest nearest = Nearest.to(choices());
    StringBuilder properties = new StringBuilder(" -Dprotocol=").append(nearest.preset);
    nearest.different.forEach(
        (choice, word) ->
            properties.append(" -D").append(CHOICE).append(choice).append('=').append(word));
    return properties.toString();
  }
}
