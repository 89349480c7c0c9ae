package org.e2vpt.harness.parity;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.Floats;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.e2vpt.harness.checkpoint.HostTensor;

/**
 * From the names of the official implementation's parameters to ours. It keeps a tensor a block;
 * ours have the blocks of a stage as their first axis. Its queries, keys and values lie together in
 * all backbones but the supervised ViT; ours apart.
 */
final class OfficialNames {

  private static final Pattern KEY_VALUE =
      Pattern.compile(
          "enc\\.(?:layers\\.(?<stage>\\d+)\\.)?.*\\.(?<block>\\d+)\\.attn\\.deep_QKV_embeddings"
              + "(?<kind>_K|_V)?");
  private static final Pattern VISUAL =
      Pattern.compile(
          "enc\\.(?:transformer\\.)?(?<deep>deep_)?prompt_embeddings(?:_(?<stage>\\d+))?");
  private static final Pattern HIDDEN =
      Pattern.compile("head\\.projection\\.(\\d+)\\.(weight|bias|running_mean|running_var)");
  private static final Pattern SIDE = Pattern.compile("side\\.features\\.(\\d+)\\.(weight|bias)");
  private static final Pattern TOGETHER = Pattern.compile("(.*\\.attention\\.)qkv(\\..*)");

  /** The place of each convolution among AlexNet's layers in torchvision. */
  private static final List<String> CONVOLUTIONS = List.of("0", "3", "6", "8", "10");

  private static final ImmutableMap<String, String> PROMPTS =
      ImmutableMap.of("", "key_value_prompts", "_K", "key_prompts", "_V", "value_prompts");

  /** In this order: the later see what the earlier left. */
  private static final ImmutableMap<String, String> WORDS =
      ImmutableMap.<String, String>builder()
          .put("^side_alpha$", "side.alpha")
          .put("^side_projection\\.weight$", "side.projection")
          .put("^head\\.last_layer\\.", "head.")
          .put("^enc\\.transformer\\.embeddings\\.position_embeddings$", "backbone.positions")
          .put("^enc\\.transformer\\.embeddings\\.cls_token$", "backbone.cls")
          .put("^enc\\.transformer\\.embeddings\\.patch_embeddings\\.", "backbone.patches.")
          .put("^enc\\.transformer\\.encoder\\.encoder_norm\\.", "backbone.norm.")
          .put("^enc\\.transformer\\.encoder\\.layer\\.", "backbone.blocks.")
          .put("^enc\\.patch_embed\\.proj\\.", "backbone.patches.")
          .put("^enc\\.patch_embed\\.norm\\.", "backbone.patch_norm.")
          .put("^enc\\.cls_token$", "backbone.cls")
          .put("^enc\\.pos_embed$", "backbone.positions")
          .put("^enc\\.layers\\.(\\d+)\\.downsample\\.", "backbone.stages.$1.merging.")
          .put("^enc\\.layers\\.", "backbone.stages.")
          .put("^enc\\.(fc_)?norm\\.", "backbone.norm.")
          .put("^enc\\.blocks\\.", "backbone.blocks.")
          .put("\\.norm1\\.", ".attention_norm.")
          .put("\\.(norm2|ffn_norm)\\.", ".mlp_norm.")
          .put("\\.ffn\\.", ".mlp.")
          .put("\\.attn\\.proj\\.", ".attention.out.")
          .put("\\.attn\\.", ".attention.")
          .put("^backbone\\.blocks\\.(\\d+)\\.adapter_(down|up)sample\\.", "adapters.$1.$2.")
          .buildOrThrow();

  private final Map<String, HostTensor> ours = new LinkedHashMap<>();
  private final Map<String, Map<Integer, HostTensor>> blocks = new LinkedHashMap<>();
  private final boolean hierarchical;

  private OfficialNames(boolean hierarchical) {
    this.hierarchical = hierarchical;
  }

  /** Official tensors by our names; counters of batches are left out. */
  static Map<String, HostTensor> ours(Map<String, HostTensor> official) {
    boolean hierarchical =
        official.keySet().stream().anyMatch(name -> name.matches("enc\\.deep_.*_\\d+"));
    OfficialNames names = new OfficialNames(hierarchical);
    official.forEach(names::put);
    names.blocks.forEach((name, ofBlocks) -> names.ours.put(name, stacked(ofBlocks.values())));
    return names.ours;
  }

  private void put(String name, HostTensor tensor) {
    Matcher keyValue = KEY_VALUE.matcher(name);
    Matcher visual = VISUAL.matcher(name);
    if (keyValue.matches()) {
      String kind = keyValue.group("kind") == null ? "" : keyValue.group("kind");
      long[] shape = tensor.shape();
      block(
          PROMPTS.getOrDefault(kind, kind),
          keyValue.group("stage"),
          Integer.parseInt(keyValue.group("block")),
          HostTensor.of(tensor.floats(), 1, shape[0], shape[1], shape[2]));
    } else if (visual.matches()) {
      String stage = visual.group("stage") == null ? "0" : visual.group("stage");
      block("visual_prompts", stage, visual.group("deep") == null ? 0 : 1, tensor);
    } else if (name.endsWith("tokens_mask_cls_token")) {
      ours.put("mask.tokens", tensor);
    } else if (name.endsWith("tokens_pieces_mask_cls_token")) {
      ours.put("mask.segments", tensor);
    } else if (!name.endsWith(".num_batches_tracked")) {
      putApart(renamed(name), tensor);
    }
  }

  private void block(String name, String stage, int index, HostTensor tensor) {
    blocks
        .computeIfAbsent(hierarchical ? name + "." + stage : name, unused -> new TreeMap<>())
        .put(index, tensor);
  }

  private void putApart(String name, HostTensor tensor) {
    Matcher together = TOGETHER.matcher(name);
    if (!together.matches()) {
      ours.put(name, tensor);
      return;
    }
    long[] shape = tensor.shape().clone();
    shape[0] /= 3;
    float[] values = tensor.floats();
    int third = values.length / 3;
    int from = 0;
    for (String part : List.of("query", "key", "value")) {
      float[] own = Arrays.copyOfRange(values, from, from + third);
      ours.put(together.group(1) + part + together.group(2), HostTensor.of(own, shape));
      from += third;
    }
  }

  private static String renamed(String name) {
    Matcher hidden = HIDDEN.matcher(name);
    if (hidden.matches()) {
      return hidden(Integer.parseInt(hidden.group(1)), hidden.group(2));
    }
    Matcher side = SIDE.matcher(name);
    if (side.matches()) {
      return String.format(
          Locale.ROOT,
          "side.convolutions.%d.%s",
          CONVOLUTIONS.indexOf(side.group(1)),
          side.group(2));
    }
    String renamed = name;
    for (Map.Entry<String, String> word : WORDS.entrySet()) {
      renamed = renamed.replaceFirst(word.getKey(), word.getValue());
    }
    return renamed;
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
    return String.format(Locale.ROOT, "head.hidden.%d.%s%s", module / 4, norm, ours);
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
