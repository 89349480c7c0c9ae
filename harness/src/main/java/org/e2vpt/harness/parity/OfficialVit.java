package org.e2vpt.harness.parity;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.e2vpt.harness.backbone.VitConfig;
import org.e2vpt.harness.checkpoint.HostTensor;

/**
 * A supervised ViT in the naming and layout of the published {@code .npz} files: kernels are (in,
 * …, out), and the attention's heads stand apart.
 */
final class OfficialVit {

  private static final List<String> PROJECTIONS = List.of("query", "key", "value", "out");
  private static final String BLOCK = "Transformer/encoderblock_";

  private final Fixture file;
  private final Map<String, HostTensor> ours = new LinkedHashMap<>();

  private OfficialVit(Fixture file) {
    this.file = file;
  }

  /** The sizes, as far as the weights tell them: all but the image's, which is square. */
  static VitConfig config(Fixture file) {
    long[] patches = file.get("embedding/kernel").shape();
    long[] query = file.get(BLOCK + "0/MultiHeadDotProductAttention_1/query/kernel").shape();
    int depth = 0;
    while (file.hasAny(BLOCK + depth + "/")) {
      depth++;
    }
    long tokens = file.get("Transformer/posembed_input/pos_embedding").shape()[1];
    int side = (int) Math.round(Math.sqrt((double) tokens - 1));
    int mlp = file.get(BLOCK + "0/MlpBlock_3/Dense_0/bias").elements();
    int patch = (int) patches[0];
    return new VitConfig(side * patch, patch, (int) patches[3], depth, (int) query[1], mlp);
  }

  /** The weights by our names. */
  static Map<String, HostTensor> weights(Fixture file) {
    OfficialVit vit = new OfficialVit(file);
    VitConfig config = config(file);
    vit.patches(config);
    vit.ours.put("cls", file.get("cls"));
    vit.ours.put("positions", file.get("Transformer/posembed_input/pos_embedding"));
    for (int i = 0; i < config.depth(); i++) {
      String theirs = BLOCK + i + "/";
      String block = "blocks." + i + ".";
      vit.norm(theirs + "LayerNorm_0", block + "attention_norm");
      for (String projection : PROJECTIONS) {
        vit.linear(
            theirs + "MultiHeadDotProductAttention_1/" + projection,
            block + "attention." + projection);
      }
      vit.norm(theirs + "LayerNorm_2", block + "mlp_norm");
      vit.linear(theirs + "MlpBlock_3/Dense_0", block + "mlp.fc1");
      vit.linear(theirs + "MlpBlock_3/Dense_1", block + "mlp.fc2");
    }
    vit.norm("Transformer/encoder_norm", "norm");
    return vit.ours;
  }

  private void norm(String theirs, String name) {
    ours.put(name + ".weight", file.get(theirs + "/scale"));
    ours.put(name + ".bias", file.get(theirs + "/bias"));
  }

  private void linear(String theirs, String name) {
    HostTensor bias = file.get(theirs + "/bias");
    HostTensor kernel = file.get(theirs + "/kernel");
    int out = name.endsWith("out") ? (int) kernel.shape()[2] : bias.elements();
    int in = kernel.elements() / out;
    float[] values = kernel.floats();
    float[] transposed = new float[values.length];
    for (int i = 0; i < in; i++) {
      for (int o = 0; o < out; o++) {
        transposed[o * in + i] = values[i * out + o];
      }
    }
    ours.put(name + ".weight", HostTensor.of(transposed, out, in));
    ours.put(name + ".bias", HostTensor.of(bias.floats(), out));
  }

  /** (p, p, 3, D) to (D, 3, p, p). */
  private void patches(VitConfig config) {
    int pixels = config.patch() * config.patch();
    int width = config.width();
    float[] values = file.get("embedding/kernel").floats();
    float[] weight = new float[values.length];
    int next = 0;
    for (int d = 0; d < width; d++) {
      for (int channel = 0; channel < 3; channel++) {
        for (int pixel = 0; pixel < pixels; pixel++) {
          weight[next++] = values[(pixel * 3 + channel) * width + d];
        }
      }
    }
    ours.put("patches.weight", HostTensor.of(weight, width, 3, config.patch(), config.patch()));
    ours.put("patches.bias", file.get("embedding/bias"));
  }
}
