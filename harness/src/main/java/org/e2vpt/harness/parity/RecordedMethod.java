package org.e2vpt.harness.parity;

import com.google.common.base.Joiner;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.e2vpt.harness.backbone.Architecture;
import org.e2vpt.harness.checkpoint.HostTensor;
import org.jspecify.annotations.Nullable;

/**
 * Which tuning method a fixture records, and with which options: read off the names and shapes of
 * its tensors, dropout always 0.
 *
 * @param method id
 * @param options of the method
 */
record RecordedMethod(String method, ImmutableMap<String, String> options) {

  private static final String BACKBONE = "backbone.";
  private static final String SHARED = "key_value_prompts";

  /** What the official implementation does, which nobody can choose there. */
  private static final ImmutableMap<String, String> OFFICIAL =
      ImmutableMap.of(
          "importance", "signed",
          "segment-layout", "strided",
          "masks", "shared",
          "cascade", "independent",
          "pruned-tokens", "zeroed",
          "rewinding", "fresh");

  private static final ImmutableMap<String, String> OFFICIAL_ON_SWIN =
      ImmutableMap.of(
          "swin-windows", "mixed", "swin-bias", "misaligned", "swin-pruning", "first-block");

  /**
   * @param initial the recorded initial values, by our names
   * @param trained our names of what is trained
   */
  static RecordedMethod of(
      Fixture run,
      Architecture architecture,
      Map<String, HostTensor> initial,
      Set<String> trained) {
    if (first(initial, SHARED) != null || first(initial, "key_prompts") != null) {
      return new RecordedMethod("e2vpt", e2vpt(run, architecture, initial, trained));
    }
    HostTensor visual = first(initial, "visual_prompts");
    if (visual != null) {
      long[] shape = visual.shape();
      boolean shallow = shape[0] == 1 && architecture.depth() > 1;
      if (run.has("fourier_percentage")) {
        return new RecordedMethod(
            "vfpt",
            ImmutableMap.<String, String>builder()
                .put("visual", Long.toString(shape[1]))
                .put("dropout-mode", "inactive")
                .put("fourier-percentage", Long.toString(percentage(run, shape[1])))
                .put("deep", Boolean.toString(!shallow))
                .putAll(onSwin(architecture, Set.of("swin-windows")))
                .buildOrThrow());
      }
      return new RecordedMethod(
          shallow ? "vpt-shallow" : "vpt-deep",
          ImmutableMap.<String, String>builder()
              .put("visual", Long.toString(shape[1]))
              .put("prompt-dropout", "0")
              .putAll(onSwin(architecture, Set.of("swin-windows")))
              .buildOrThrow());
    }
    if (initial.containsKey("side.alpha")) {
      return new RecordedMethod("sidetune", ImmutableMap.of("side-channels", channels(initial)));
    }
    if (initial.containsKey("head.hidden.0.weight")) {
      return new RecordedMethod("mlp-3", ImmutableMap.of("head-dropout", "0"));
    }
    HostTensor down = initial.get("adapters.0.down.weight");
    if (down != null) {
      long reduction = down.shape()[1] / down.shape()[0];
      return new RecordedMethod("adapter", ImmutableMap.of("reduction", Long.toString(reduction)));
    }
    return ofTunedWeights(architecture, trained);
  }

  /** Methods that differ only in which weights of the encoder they train. */
  private static RecordedMethod ofTunedWeights(Architecture architecture, Set<String> trained) {
    Set<String> tuned =
        trained.stream()
            .filter(name -> name.startsWith(BACKBONE))
            .map(name -> name.substring(BACKBONE.length()))
            .collect(Collectors.toSet());
    if (tuned.isEmpty()) {
      return new RecordedMethod("linear", ImmutableMap.of());
    }
    if (tuned.equals(architecture.last())) {
      return new RecordedMethod("partial-1", ImmutableMap.of());
    }
    if (tuned.stream().allMatch(name -> name.contains("bias"))) {
      return new RecordedMethod("bias", ImmutableMap.of());
    }
    if (tuned.size() > architecture.last().size()) {
      return new RecordedMethod("full", ImmutableMap.of("dropout", "0", "drop-path", "0"));
    }
    throw new IllegalArgumentException("no method trains just " + tuned);
  }

  /** Of which K = ⌊αP⌋ recorded rows follow: α itself need not be a whole number of percent. */
  private static long percentage(Fixture run, long prompts) {
    return (long) Math.ceil(100 * run.scalar("fourier_num_tokens") / prompts);
  }

  private static String channels(Map<String, HostTensor> initial) {
    return IntStream.range(0, 5)
        .mapToObj(i -> initial.get("side.convolutions." + i + ".bias"))
        .map(bias -> bias == null ? "0" : Integer.toString(bias.elements()))
        .collect(Collectors.joining("-"));
  }

  /** The official implementation's choices, with the masks that the fixture has. */
  private static ImmutableMap<String, String> e2vpt(
      Fixture run,
      Architecture architecture,
      Map<String, HostTensor> initial,
      Set<String> trained) {
    ImmutableMap.Builder<String, String> options = ImmutableMap.builder();
    boolean shared = first(initial, SHARED) != null;
    HostTensor keyValue = first(initial, shared ? SHARED : "key_prompts");
    HostTensor visual = first(initial, "visual_prompts");
    if (keyValue == null || visual == null) {
      throw new IllegalArgumentException("it has key-value prompts, but no visual ones");
    }
    options.put("visual", Long.toString(visual.shape()[1]));
    options.put("kv", Long.toString(keyValue.shape()[2]));
    options.put("kv-share", Boolean.toString(shared));
    options.put("kv-place", run.isNamed("after") ? "after" : "before");
    options.put("prompt-dropout", "0");
    options.putAll(OFFICIAL);
    options.putAll(onSwin(architecture, OFFICIAL_ON_SWIN.keySet()));
    HostTensor tokenMask = initial.get("mask.tokens");
    HostTensor segmentMask = initial.get("mask.segments");
    if (tokenMask == null || segmentMask == null) {
      return options.put("mask-training", "none").put("segments", "1").buildOrThrow();
    }
    int segments = (int) segmentMask.shape()[1];
    options.put("segments", Integer.toString(segments));
    if (trained.contains("mask.tokens")) {
      return options.put("mask-training", "trained").buildOrThrow();
    }
    return options
        .put("mask-training", "none")
        .put("prune-from", run.name())
        .put("prune-tokens", Integer.toString(zeros(tokenMask, 0, tokenMask.elements())))
        .put("prune-segments", Integer.toString(zeros(segmentMask, 0, segments)))
        .buildOrThrow();
  }

  /** The same with this word for an option. */
  RecordedMethod with(String option, String value) {
    return new RecordedMethod(
        method,
        ImmutableMap.<String, String>builder()
            .putAll(options)
            .put(option, value)
            .buildKeepingLast());
  }

  private static Map<String, String> onSwin(Architecture architecture, Set<String> choices) {
    return architecture.hierarchical()
        ? Maps.filterKeys(OFFICIAL_ON_SWIN, choices::contains)
        : Map.of();
  }

  /** The tensor of the only stage, or of the first. */
  private static @Nullable HostTensor first(Map<String, HostTensor> tensors, String name) {
    return tensors.getOrDefault(name, tensors.get(name + ".0"));
  }

  private static int zeros(HostTensor mask, int from, int to) {
    return (int) IntStream.range(from, to).filter(i -> mask.element(i) == 0).count();
  }

  @Override
  public String toString() {
    return method + " " + Joiner.on(' ').withKeyValueSeparator('=').join(options);
  }
}
