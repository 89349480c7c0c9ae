package org.e2vpt.tables.accounting;

import com.google.common.collect.ImmutableMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.e2vpt.harness.backbone.Architecture;
import org.e2vpt.harness.backbone.Pretrained;
import org.e2vpt.harness.tuning.Count;
import org.e2vpt.harness.tuning.Method;
import org.e2vpt.harness.tuning.TuningMethods;
import org.e2vpt.tables.paper.PaperTask;
import org.e2vpt.tables.paper.Presets;

/**
 * A method on a backbone, to be counted for any task.
 *
 * <p>Its options are those of the method, and three ways to say them shorter: {@code released} as a
 * length is the task's own in the released commands; {@code prune-tokens=50%} is that share of the
 * task's visual prompts, rounded down, one of which stays; {@code preset=released} stands for all
 * choices of a protocol that the method reads.
 *
 * @param backbone its id
 * @param method the id of a tuning method
 * @param options by name
 * @param presets those that {@code preset} can name
 */
record Counted(
    String backbone, String method, ImmutableMap<String, String> options, Presets presets) {

  private static final String PRESET = "preset";
  private static final String PRUNE_TOKENS = "prune-tokens";

  /** With other values of some options. */
  Counted with(Map<String, String> others) {
    return new Counted(
        backbone,
        method,
        ImmutableMap.<String, String>builder().putAll(options).putAll(others).buildKeepingLast(),
        presets);
  }

  Architecture architecture() {
    return Pretrained.model(backbone).architecture();
  }

  private Method<?> tuned() {
    return TuningMethods.get(method);
  }

  /** How many numbers one class adds to a linear head. */
  int headOfClass() {
    return architecture().featureWidth() + 1;
  }

  /** What is counted for a task. */
  Count of(PaperTask task) {
    return count(task, task.classes());
  }

  /** The same without the last layer of the head, which depends on the classes. */
  Count withoutHead(PaperTask task) {
    return count(task, 0);
  }

  private Count count(PaperTask task, int classes) {
    return tuned().count(architecture(), classes, resolved(task));
  }

  private Map<String, String> resolved(PaperTask task) {
    Map<String, String> resolved = new LinkedHashMap<>();
    options.forEach(
        (name, value) -> {
          if (name.equals(PRESET)) {
            resolved.putAll(choices(value));
          } else {
            resolved.put(
                name, value.equals("released") ? Integer.toString(task.released(name)) : value);
          }
        });
    String tokens = resolved.remove(PRUNE_TOKENS);
    if (tokens != null) {
      resolved.put("prune-from", "any"); // not read: nothing is built
      int length = tuned().read(architecture(), resolved).visualPrompts();
      resolved.put(PRUNE_TOKENS, Integer.toString(tokens(tokens, length)));
    }
    return resolved;
  }

  private Map<String, String> choices(String preset) {
    Map<String, String> choices = new LinkedHashMap<>(presets.get(preset).choices());
    choices.keySet().retainAll(tuned().options(architecture()));
    return choices;
  }

  private static int tokens(String tokens, int length) {
    if (!tokens.endsWith("%")) {
      return Integer.parseInt(tokens);
    }
    int percent = Integer.parseInt(tokens.substring(0, tokens.length() - 1));
    return Math.min(length * percent / 100, length - 1);
  }
}
