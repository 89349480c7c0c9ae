package org.e2vpt.harness.tuning;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.google.common.primitives.Floats;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.e2vpt.harness.backbone.Vit;
import org.e2vpt.harness.backbone.VitConfig;
import org.e2vpt.harness.checkpoint.HostTensor;
import org.e2vpt.harness.checkpoint.Npz;
import org.e2vpt.harness.tensor.Initial;
import org.e2vpt.harness.tensor.Tensors;
import org.e2vpt.harness.tensor.Torch;

/**
 * Tensors recorded from the official implementation, under this code's names: the tiny ViT, and for
 * each method its initial values, logits, gradients and the values after three optimiser steps.
 */
final class OfficialFixture {

  static final VitConfig TINY = new VitConfig(32, 8, 48, 4, 4, 192);

  private static final int CLASSES = 5;
  private static final String VISUAL = "enc.transformer.prompt_embeddings";
  private static final String DEEP_VISUAL = "enc.transformer.deep_prompt_embeddings";

  private final Map<String, HostTensor> tensors;

  OfficialFixture(String name) {
    tensors = load(name);
  }

  static Map<String, HostTensor> load(String name) {
    try {
      return Npz.read(Path.of("src/test/resources/fixtures", name + ".npz"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The tiny backbone: from the npz naming and layout of the published ViT files to ours. */
  static Map<String, HostTensor> backbone() {
    Map<String, HostTensor> official = load("backbone_vit_tiny");
    Map<String, HostTensor> ours = new LinkedHashMap<>();
    ours.put("patches.weight", patches(get(official, "embedding/kernel")));
    ours.put("patches.bias", get(official, "embedding/bias"));
    ours.put("cls", get(official, "cls"));
    ours.put("positions", get(official, "Transformer/posembed_input/pos_embedding"));
    for (int i = 0; i < TINY.depth(); i++) {
      String theirs = "Transformer/encoderblock_" + i + "/";
      String block = "blocks." + i + ".";
      norm(official, theirs + "LayerNorm_0", ours, block + "attention_norm");
      for (String projection : new String[] {"query", "key", "value", "out"}) {
        String name = theirs + "MultiHeadDotProductAttention_1/" + projection;
        linear(official, name, ours, block + "attention." + projection);
      }
      norm(official, theirs + "LayerNorm_2", ours, block + "mlp_norm");
      linear(official, theirs + "MlpBlock_3/Dense_0", ours, block + "mlp.fc1");
      linear(official, theirs + "MlpBlock_3/Dense_1", ours, block + "mlp.fc2");
    }
    norm(official, "Transformer/encoder_norm", ours, "norm");
    return ours;
  }

  private static void norm(
      Map<String, HostTensor> from, String theirs, Map<String, HostTensor> to, String ours) {
    to.put(ours + ".weight", get(from, theirs + "/scale"));
    to.put(ours + ".bias", get(from, theirs + "/bias"));
  }

  /** Kernels are (in, …, out) with heads apart; ours are (out, in). */
  private static void linear(
      Map<String, HostTensor> from, String theirs, Map<String, HostTensor> to, String ours) {
    HostTensor bias = get(from, theirs + "/bias");
    HostTensor kernel = get(from, theirs + "/kernel");
    int out = bias.elements();
    int in = kernel.elements() / out;
    float[] values = kernel.floats();
    float[] transposed = new float[values.length];
    for (int i = 0; i < in; i++) {
      for (int o = 0; o < out; o++) {
        transposed[o * in + i] = values[i * out + o];
      }
    }
    to.put(ours + ".weight", HostTensor.of(transposed, out, in));
    to.put(ours + ".bias", HostTensor.of(bias.floats(), out));
  }

  /** (p, p, 3, D) to (D, 3, p, p). */
  private static HostTensor patches(HostTensor kernel) {
    int patch = TINY.patch();
    int width = TINY.width();
    float[] values = kernel.floats();
    float[] ours = new float[values.length];
    int next = 0;
    for (int d = 0; d < width; d++) {
      for (int channel = 0; channel < 3; channel++) {
        for (int pixel = 0; pixel < patch * patch; pixel++) {
          ours[next++] = values[(pixel * 3 + channel) * width + d];
        }
      }
    }
    return HostTensor.of(ours, width, 3, patch, patch);
  }

  /** The tiny backbone tuned by a method with options written as {@code visual=10 kv=3}. */
  static Tuning tuning(NDManager manager, String method, String options) {
    Map<String, NDArray> weights = new LinkedHashMap<>();
    backbone().forEach((name, tensor) -> weights.put(name, Tensors.toDevice(manager, tensor)));
    return TuningMethods.apply(
        method,
        new Adaptation(
            new Vit(TINY, weights),
            CLASSES,
            new Options(method, TinyModel.options(options)),
            new Initial(0),
            manager,
            id -> Map.of()));
  }

  /** Gives a trainable tensor these values. */
  static void assign(Map<String, NDArray> trainable, String name, HostTensor values) {
    NDArray parameter = trainable.get(name);
    assertThat(parameter).as("trainable tensor %s among %s", name, trainable.keySet()).isNotNull();
    NDArray value = Tensors.toDevice(parameter.getManager(), values);
    Torch.withoutGradients(() -> parameter.subi(parameter).addi(value));
  }

  HostTensor get(String name) {
    return get(tensors, name);
  }

  private static HostTensor get(Map<String, HostTensor> tensors, String name) {
    HostTensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException("no " + name + " among " + tensors.keySet());
    }
    return tensor;
  }

  /**
   * All tensors below {@code section} ({@code init}, {@code grad} or {@code after3}) by our names.
   * The official code keeps a tensor a block; ours have the blocks as their first axis.
   */
  Map<String, HostTensor> section(String section) {
    Map<String, HostTensor> ours = new LinkedHashMap<>();
    String prefix = section + "/";
    tensors.forEach(
        (name, tensor) -> {
          if (name.startsWith(prefix)) {
            put(ours, name.substring(prefix.length()), tensor);
          }
        });
    return ours;
  }

  private static void put(Map<String, HostTensor> ours, String name, HostTensor tensor) {
    if (name.equals(VISUAL) || name.equals(DEEP_VISUAL)) {
      ours.merge("visual_prompts", tensor, OfficialFixture::stacked);
    } else if (name.endsWith("deep_QKV_embeddings")) {
      long[] shape = tensor.shape();
      HostTensor block = HostTensor.of(tensor.floats(), 1, shape[0], shape[1], shape[2]);
      ours.merge("key_value_prompts", block, OfficialFixture::stacked);
    } else if (name.endsWith("tokens_mask_cls_token")) {
      ours.put("mask.tokens", HostTensor.of(tensor.floats(), 1, 1, tensor.shape()[0]));
    } else if (name.endsWith("tokens_pieces_mask_cls_token")) {
      long[] shape = tensor.shape();
      ours.put("mask.segments", HostTensor.of(tensor.floats(), 1, 1, shape[0], shape[1]));
    } else {
      ours.put(
          name.replace("head.last_layer", "head")
              .replace("enc.transformer.embeddings.position_embeddings", "backbone.positions")
              .replace("enc.transformer.embeddings.cls_token", "backbone.cls")
              .replace("enc.transformer.embeddings.patch_embeddings", "backbone.patches")
              .replace("enc.transformer.encoder.encoder_norm", "backbone.norm")
              .replace("enc.transformer.encoder.layer.", "backbone.blocks.")
              .replace(".ffn_norm.", ".mlp_norm.")
              .replace(".ffn.", ".mlp.")
              .replace(".attn.", ".attention."),
          tensor);
    }
  }

  /** Two tensors one after the other along the first axis. */
  private static HostTensor stacked(HostTensor first, HostTensor second) {
    float[] values = Floats.concat(first.floats(), second.floats());
    long[] shape = first.shape().clone();
    shape[0] += second.shape()[0];
    return HostTensor.of(values, shape);
  }
}
