package org.e2vpt.harness.parity;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.e2vpt.harness.backbone.Backbone;
import org.e2vpt.harness.backbone.Model;
import org.e2vpt.harness.backbone.Pretraining;
import org.e2vpt.harness.backbone.SwinConfig;
import org.e2vpt.harness.backbone.VitConfig;
import org.e2vpt.harness.checkpoint.HostTensor;
import org.e2vpt.harness.checkpoint.TensorFile;
import org.e2vpt.harness.tensor.Execution;
import org.e2vpt.harness.tensor.Tensors;
import org.e2vpt.harness.weights.KeyMap;
import org.e2vpt.harness.weights.Mapping;

/**
 * The encoder under a recorded run, in the naming and layout of the published files of its kind.
 * Its sizes are read off the weights.
 *
 * @param sizes by name
 * @param weights by our names
 */
record RecordedBackbone(String kind, Map<String, Long> sizes, Map<String, HostTensor> weights) {

  private static final ImmutableMap<String, String> KEY_MAPS =
      ImmutableMap.of(
          "vit", "flax-vit",
          "mae", "timm-vit mae-norm",
          "moco", "timm-vit timm-vit-norm",
          "swin", "swin swin-original");

  private static final String KEY_VALUE = "deep_QKV_embeddings";

  private static final ImmutableMap<String, Pretraining> PRETRAININGS =
      ImmutableMap.of(
          "vit", Pretraining.SUPERVISED,
          "mae", Pretraining.MAE,
          "moco", Pretraining.MOCO);

  static RecordedBackbone read(String kind, Path file) throws IOException {
    try (TensorFile opened = TensorFile.open(file)) {
      Mapping mapping = KeyMap.named(keyMap(kind)).apply(opened);
      return new RecordedBackbone(kind, mapping.sizes(), mapping.load());
    }
  }

  /**
   * The name of the key map of a kind of backbone.
   *
   * @throws IllegalArgumentException listing the kinds there are
   */
  static String keyMap(String kind) {
    String name = KEY_MAPS.get(kind);
    if (name == null) {
      throw new IllegalArgumentException(
          "there is no backbone '%s' here, only %s"
              .formatted(kind, String.join(", ", KEY_MAPS.keySet())));
    }
    return name;
  }

  /** The side of the images that its positions are made for; a Swin takes any. */
  boolean takes(int imageSide) {
    return kind.equals("swin") || imageSide == side();
  }

  private int side() {
    int patches = (int) Math.round(Math.sqrt(size("tokens") - 1.0));
    return patches * size("patch");
  }

  /**
   * The encoder.
   *
   * @param image side of its images
   * @param heads of its attention, one of {@link #heads}
   * @param execution how it is computed
   */
  Backbone build(NDManager manager, int image, int heads, Execution execution) {
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    weights.forEach((name, tensor) -> arrays.put(name, Tensors.toDevice(manager, tensor)));
    return (kind.equals("swin") ? swin(image) : vit(heads)).over(arrays, execution);
  }

  /**
   * How many heads the attention of its first blocks can have. Most weights of a ViT do not tell,
   * but key-value prompts do.
   */
  ImmutableList<Integer> heads(Fixture run) {
    String size = kind.equals("swin") ? "heads0" : "heads";
    if (sizes.containsKey(size)) {
      return ImmutableList.of(size(size));
    }
    int width = size("width");
    return run.tensors().entrySet().stream()
        .filter(tensor -> tensor.getKey().contains(KEY_VALUE))
        .map(tensor -> ImmutableList.of((int) tensor.getValue().shape()[0]))
        .findFirst()
        .orElseGet(
            () ->
                IntStream.rangeClosed(1, width)
                    .filter(heads -> width % heads == 0)
                    .boxed()
                    .collect(ImmutableList.toImmutableList()));
  }

  private Model vit(int heads) {
    return new VitConfig(
        side(),
        size("patch"),
        size("width"),
        size("blocks"),
        heads,
        size("mlp"),
        PRETRAININGS.getOrDefault(kind, Pretraining.SUPERVISED));
  }

  private Model swin(int image) {
    int window = ((int) Math.round(Math.sqrt(size("offsets"))) + 1) / 2;
    return new SwinConfig(
        image,
        size("patch"),
        size("width0"),
        ofStages("blocks"),
        ofStages("heads"),
        window,
        size("mlp0") / size("width0"));
  }

  private ImmutableList<Integer> ofStages(String name) {
    return IntStream.range(0, size("stages"))
        .mapToObj(stage -> size(name + stage))
        .collect(ImmutableList.toImmutableList());
  }

  private int size(String name) {
    Long size = sizes.get(name);
    if (size == null) {
      throw new IllegalArgumentException(
          "the weights do not show %s, only %s".formatted(name, sizes));
    }
    return Math.toIntExact(size);
  }
}
