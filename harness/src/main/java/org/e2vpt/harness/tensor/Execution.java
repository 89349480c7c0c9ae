package org.e2vpt.harness.tensor;

import com.google.common.collect.ImmutableSortedMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.e2vpt.harness.names.RecordWords;
import org.e2vpt.harness.names.Word;
import org.jspecify.annotations.Nullable;

/**
 * How a model is computed: what changes its cost, and its numbers by rounding only.
 *
 * @param shortcuts whether what the result does not depend on is left out; without them every token
 *     goes through every layer, and attention is computed as its equation is written: to measure
 *     against
 * @param precision of the products in the encoder
 */
public record Execution(
    @Word(byDefault = "on", yes = "on", no = "off") boolean shortcuts,
    @Word(byDefault = "fp32") Precision precision) {

  /** Names of the settings, and of the system properties. */
  public static final String SHORTCUTS = "shortcuts";

  public static final String PRECISION = "precision";

  private static final RecordWords<Execution> WORDS = RecordWords.of(Execution.class);

  /** The environment variable that switches TF32 on, for the products of a whole process. */
  public static final String TF32_SWITCH = "TORCH_ALLOW_TF32_CUBLAS_OVERRIDE";

  /** NVIDIA's own variable: 0 forbids TF32 to all of its libraries. */
  private static final String TF32_OVERRIDE = "NVIDIA_TF32_OVERRIDE";

  /** How a product with a weight of the encoder's blocks is computed; all else is float32. */
  public enum Precision {
    FP32,
    /** Factors rounded to 10 bits, sums in float32: on NVIDIA's tensor cores. */
    TF32,
    /**
     * Factors and results rounded to bfloat16, sums in float32; so is an MLP between its layers,
     * and what the attention kernel reads.
     */
    BF16;

    /** As it is written in settings. */
    public String word() {
      return RecordWords.word(this);
    }

    /**
     * Refuses what no device of this kind computes in.
     *
     * @param device {@code cpu}, or {@code gpu} with its index
     * @throws IllegalArgumentException naming the precisions there are
     */
    public void requireOn(String device) {
      if (this == TF32 && device.equals("cpu")) {
        throw new IllegalArgumentException(
            "precision tf32 needs an NVIDIA GPU; a CPU has fp32, bf16");
      }
    }
  }

  /** With shortcuts, in float32. */
  public static final Execution DEFAULT = new Execution(true, Precision.FP32);

  /**
   * What was chosen, else the default.
   *
   * @param settings by name; null for the default
   * @throws IllegalArgumentException naming the values there are
   */
  public static Execution of(Function<String, @Nullable String> settings) {
    Map<String, String> words = new LinkedHashMap<>();
    for (String name : List.of(SHORTCUTS, PRECISION)) {
      String word = settings.apply(name);
      if (word != null) {
        words.put(name, word);
      }
    }
    return take(words);
  }

  /**
   * Takes the two settings out of others; what is not there has its default.
   *
   * @throws IllegalArgumentException naming the values there are
   */
  public static Execution take(Map<String, String> settings) {
    return WORDS.take(settings, UnaryOperator.identity());
  }

  /** Both settings by name, as {@link #take} reads them. */
  public ImmutableSortedMap<String, String> words() {
    return ImmutableSortedMap.copyOf(WORDS.words(this));
  }

  /** Those of {@link #words} that differ from the default. */
  public ImmutableSortedMap<String, String> settings() {
    return ImmutableSortedMap.copyOf(WORDS.changed(this));
  }

  /**
   * Switches TF32 on or off in the environment of a process that does not run yet. Off is more than
   * the default: libtorch allows it to cuDNN's convolutions, such as the patch embedding.
   */
  public static void switchTf32(Map<String, String> environment, boolean on) {
    environment.put(TF32_SWITCH, on ? "1" : "0");
    if (on) {
      environment.remove(TF32_OVERRIDE, "0");
    } else {
      environment.put(TF32_OVERRIDE, "0");
    }
  }
}
