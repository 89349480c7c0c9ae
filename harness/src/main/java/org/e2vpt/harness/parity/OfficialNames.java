package org.e2vpt.harness.parity;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.Floats;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.e2vpt.harness.checkpoint.HostTensor;

/**
 * From the names of the official implementation's parameters to ours. It keeps a tensor a block;
 * ours have the blocks as their first axis.
 */
final class OfficialNames {

  private static final Pattern KEY_VALUE =
      Pattern.compile("enc\\..*\\.(\\d+)\\.attn\\.deep_QKV_embeddings(_K|_V)?");
  private static final Pattern HIDDEN =
      Pattern.compile("head\\.projection\\.(\\d+)\\.(weight|bias|running_mean|running_var)");
  private static final Pattern SIDE = Pattern.compile("side\\.features\\.(\\d+)\\.(weight|bias)");

  /** The place of each convolution among AlexNet's layers in torchvision. */
  private static final List<String> CONVOLUTIONS = List.of("0", "3", "6", "8", "10");

  private static final ImmutableMap<String, String> PROMPTS =
      ImmutableMap.of("", "key_value_prompts", "_K", "key_prompts", "_V", "value_prompts");

  private static final ImmutableMap<String, String> WORDS =
      ImmutableMap.<String, String>builder()
          .put("side_alpha", "side.alpha")
          .put("side_projection.weight", "side.projection")
          .put("head.last_layer", "head")
          .put("enc.transformer.embeddings.position_embeddings", "backbone.positions")
          .put("enc.transformer.embeddings.cls_token", "backbone.cls")
          .put("enc.transformer.embeddings.patch_embeddings", "backbone.patches")
          .put("enc.transformer.encoder.encoder_norm", "backbone.norm")
          .put("enc.transformer.encoder.layer.", "backbone.blocks.")
          .put(".ffn_norm.", ".mlp_norm.")
          .put(".ffn.", ".mlp.")
          .put(".attn.", ".attention.")
          .buildOrThrow();

  private static final Pattern ADAPTER =
      Pattern.compile("backbone\\.blocks\\.(\\d+)\\.adapter_(down|up)sample\\.");

  private final Map<String, HostTensor> ours = new LinkedHashMap<>();
  private final Map<String, Map<Integer, HostTensor>> blocks = new LinkedHashMap<>();

  private OfficialNames() {}

  /** Official tensors by our names; counters of batches are left out. */
  static Map<String, HostTensor> ours(Map<String, HostTensor> official) {
    OfficialNames names = new OfficialNames();
    official.forEach(names::put);
    names.blocks.forEach((name, ofBlocks) -> names.ours.put(name, stacked(ofBlocks.values())));
    return names.ours;
  }

  private void put(String name, HostTensor tensor) {
    Matcher keyValue = KEY_VALUE.matcher(name);
    if (keyValue.matches()) {
      String kind = keyValue.group(2) == null ? "" : keyValue.group(2);
      long[] shape = tensor.shape();
      block(
          PROMPTS.getOrDefault(kind, kind),
          Integer.parseInt(keyValue.group(1)),
          HostTensor.of(tensor.floats(), 1, shape[0], shape[1], shape[2]));
    } else if (name.endsWith(".prompt_embeddings")) {
      block("visual_prompts", 0, tensor);
    } else if (name.endsWith(".deep_prompt_embeddings")) {
      block("visual_prompts", 1, tensor);
    } else if (name.endsWith("tokens_mask_cls_token")) {
      ours.put("mask.tokens", tensor);
    } else if (name.endsWith("tokens_pieces_mask_cls_token")) {
      ours.put("mask.segments", tensor);
    } else if (!name.endsWith(".num_batches_tracked")) {
      ours.put(renamed(name), tensor);
    }
  }

  private void block(String name, int index, HostTensor tensor) {
    blocks.computeIfAbsent(name, unused -> new TreeMap<>()).put(index, tensor);
  }

  private static String renamed(String name) {
    Matcher hidden = HIDDEN.matcher(name);
    if (hidden.matches()) {
      return hidden(Integer.parseInt(hidden.group(1)), hidden.group(2));
    }
    Matcher side = SIDE.matcher(name);
    if (side.matches()) {
      return "side.convolutions.%d.%s"
          .formatted(CONVOLUTIONS.indexOf(side.group(1)), side.group(2));
    }
    String renamed = name;
    for (Map.Entry<String, String> word : WORDS.entrySet()) {
      renamed = renamed.replace(word.getKey(), word.getValue());
    }
    return ADAPTER.matcher(renamed).replaceFirst("adapters.$1.$2.");
  }

  /** A hidden layer of the head is four modules: linear, ReLU, BatchNorm, dropout. */
  private static String hidden(int module, String name) {
    String norm = module % 4 == 2 ? "norm." : "";
    String ours =
        switch (name) {
          case "running_mean" -> "mean";
          case "running_var" -> "variance";
          default -> name;
        };
    return "head.hidden.%d.%s%s".formatted(module / 4, norm, ours);
  }

  /** One after the other along the first axis. */
  private static HostTensor stacked(Iterable<HostTensor> parts) {
    float[] values = {};
    long[] shape = {};
    for (HostTensor part : parts) {
      values = Floats.concat(values, part.floats());
      long first = shape.length == 0 ? 0 : shape[0];
      shape = part.shape().clone();
      shape[0] += first;
    }
    return HostTensor.of(values, shape);
  }
}
