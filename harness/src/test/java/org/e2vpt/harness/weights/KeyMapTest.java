package org.e2vpt.harness.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.ndarray.types.Shape;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import com.google.common.primitives.ImmutableLongArray;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVRecord;
import org.e2vpt.harness.backbone.Swin;
import org.e2vpt.harness.backbone.SwinConfig;
import org.e2vpt.harness.backbone.Vit;
import org.e2vpt.harness.backbone.VitConfig;
import org.e2vpt.harness.checkpoint.HostTensor;
import org.e2vpt.harness.checkpoint.PublishedKeys;
import org.e2vpt.harness.checkpoint.TensorFile;
import org.e2vpt.harness.checkpoint.TensorInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyMapTest {

  private static final Path FIXTURES = Path.of("src/test/resources/fixtures");

  private static final VitConfig TINY_VIT = new VitConfig(32, 8, 48, 4, 4, 192);
  private static final SwinConfig TINY_SWIN =
      new SwinConfig(128, 4, 16, ImmutableList.of(2, 2, 2, 2), ImmutableList.of(2, 4, 8, 16), 4, 4);

  @TempDir private Path folder;

  /** Loaded parameters: §4.1 and the published counts, for MAE without the norm that VPT drops. */
  @ParameterizedTest
  @CsvSource({
    "vit_b16_in21k_npz_keys,             flax-vit,               '',    85798656",
    "mae_pretrain_vit_base_keys,         timm-vit mae-norm,      model., 85797120",
    "mocov3_linear_vit_b_300ep_keys,     timm-vit timm-vit-norm, state_dict., 85798656",
    "swin_base_patch4_window7_224_22k_keys, swin swin-original,  model., 86743224"
  })
  void usesOrDropsEveryTensorAsListed(String list, String map, String wrapper, long parameters)
      throws IOException {
    Map<String, TensorInfo> tensors = new LinkedHashMap<>();
    PublishedKeys.of(list).forEach((name, info) -> tensors.put(wrapper + name, info));

    try (TensorFile file = hollow(tensors)) {
      Mapping mapping = KeyMap.named(map).apply(file);

      Map<String, Boolean> loaded =
          PublishedKeys.lines(list).stream()
              .collect(
                  Collectors.toMap(
                      line -> wrapper + line.get("key"),
                      line -> line.get("e2vpt_use").startsWith("load")));
      for (String key : tensors.keySet()) {
        assertThat(mapping.used().containsKey(key)).as(key).isEqualTo(loaded.get(key));
        assertThat(mapping.dropped().containsKey(key)).as(key).isNotEqualTo(loaded.get(key));
      }
      assertThat(
              mapping.used().keySet().stream().mapToLong(key -> elements(tensors.get(key))).sum())
          .isEqualTo(parameters);
    }
  }

  private static long elements(TensorInfo info) {
    return info.bytes() / info.type().bytes();
  }

  @Test
  void usesAllButThePoolerOfHuggingFacesVit() throws IOException {
    String list = "hf_google_vit_mapping";
    try (TensorFile file = hollow(PublishedKeys.of(list))) {
      Mapping mapping = KeyMap.named("hf-vit").apply(file);

      assertThat(mapping.dropped().keySet())
          .containsExactly("pooler.dense.weight", "pooler.dense.bias");
      for (CSVRecord line : PublishedKeys.lines(list)) {
        if (!line.get("timm_key").endsWith("(DROP)")) {
          assertThat(mapping.ours(line.get(0))).containsExactly(ours(line.get("timm_key")));
        }
      }
    }
  }

  /** As the list names timm's tensors: {@code blocks.0.attn.qkv.weight[query]}. */
  private static String ours(String timm) {
    String part = timm.replaceFirst("^.*\\[(.*)]$", "$1");
    return timm.replaceFirst("\\[.*$", "")
        .replace("patch_embed.proj", "patches")
        .replace("cls_token", "cls")
        .replace("pos_embed", "positions")
        .replace(".norm1.", ".attention_norm.")
        .replace(".norm2.", ".mlp_norm.")
        .replace("attn.qkv", "attention." + part)
        .replace("attn.proj", "attention.out");
  }

  @Test
  void turnsFlaxKernels() throws IOException {
    Map<String, HostTensor> theirs = tiny("vit").theirs;
    Map<String, HostTensor> ours = tiny("vit").ours("flax-vit");

    HostTensor query = ours.get("blocks.2.attention.query.weight");
    HostTensor kernel =
        theirs.get("Transformer/encoderblock_2/MultiHeadDotProductAttention_1/query/kernel");
    HostTensor out = ours.get("blocks.2.attention.out.weight");
    HostTensor outKernel =
        theirs.get("Transformer/encoderblock_2/MultiHeadDotProductAttention_1/out/kernel");
    for (int i = 0; i < 48; i++) {
      for (int o = 0; o < 48; o++) {
        assertThat(query.element(o * 48 + i)).isEqualTo(kernel.element(i * 48 + o)); // (i, h, d)
        assertThat(out.element(o * 48 + i)).isEqualTo(outKernel.element(i * 48 + o)); // (h, d, o)
      }
    }
    HostTensor patches = ours.get("patches.weight");
    HostTensor embedding = theirs.get("embedding/kernel");
    assertThat(patches.shape()).containsExactly(48, 3, 8, 8);
    for (int at = 0; at < patches.elements(); at++) {
      int width = at / 192;
      int channel = at / 64 % 3;
      int pixel = at % 64;
      assertThat(patches.element(at))
          .isEqualTo(embedding.element((pixel * 3 + channel) * 48 + width));
    }
    assertThat(ours.get("blocks.2.mlp.fc1.weight").shape()).containsExactly(192, 48);
    assertThat(ours.get("blocks.2.mlp.fc1.weight").element(1))
        .isEqualTo(theirs.get("Transformer/encoderblock_2/MlpBlock_3/Dense_0/kernel").element(192));
    assertThat(ours.get("blocks.2.attention.value.bias").shape()).containsExactly(48);
  }

  @ParameterizedTest
  @CsvSource({
    "mae, timm-vit mae-norm, blocks.3.attn.qkv, blocks.3.attention",
    "moco, timm-vit timm-vit-norm, module.blocks.3.attn.qkv, blocks.3.attention",
    "swin, swin swin-original, layers.1.blocks.1.attn.qkv, stages.1.blocks.1.attention"
  })
  void partsQueriesKeysAndValues(String name, String map, String fused, String parts)
      throws IOException {
    Tiny tiny = tiny(name);
    Map<String, HostTensor> ours = tiny.ours(map);

    for (String kind : List.of(".weight", ".bias")) {
      float[] all = tiny.theirs.get(fused + kind).floats();
      int from = 0;
      for (String part : List.of(".query", ".key", ".value")) {
        HostTensor tensor = ours.get(parts + part + kind);
        assertThat(tensor.shape()[0]).isEqualTo(tiny.theirs.get(fused + kind).shape()[0] / 3);
        assertThat(tensor.floats())
            .isEqualTo(Arrays.copyOfRange(all, from, from += tensor.elements()));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "vit, flax-vit", //
    "mae, timm-vit mae-norm",
    "moco, timm-vit timm-vit-norm",
    "swin, swin swin-original"
  })
  void givesTheTensorsThatTheBackboneWants(String name, String map) throws IOException {
    Map<String, Shape> wanted = name.equals("swin") ? Swin.shapes(TINY_SWIN) : Vit.shapes(TINY_VIT);

    Map<String, HostTensor> ours = tiny(name).ours(map);

    assertThat(Maps.transformValues(ours, tensor -> new Shape(tensor.shape()).toString()))
        .containsExactlyInAnyOrderEntriesOf(Maps.transformValues(wanted, Shape::toString));
  }

  @Test
  void makesTheNormOfMaeUp() throws IOException {
    Map<String, HostTensor> ours = tiny("mae").ours("timm-vit mae-norm");

    assertThat(ours.get("norm.weight").floats()).hasSize(48).containsOnly(1);
    assertThat(ours.get("norm.bias").floats()).hasSize(48).containsOnly(0);
  }

  @Test
  void learnsSizes() throws IOException {
    try (TensorFile file = TensorFile.open(FIXTURES.resolve("backbone_swin_tiny.npz"))) {
      assertThat(KeyMap.named("swin swin-original").apply(file).sizes())
          .containsAllEntriesOf(
              ImmutableMap.<String, Long>builder()
                  .put("stages", 4L)
                  .put("blocks0", 2L)
                  .put("blocks3", 2L)
                  .put("mergings", 3L)
                  .put("offsets", 49L)
                  .put("heads3", 16L)
                  .put("width0", 16L)
                  .put("width3", 128L)
                  .buildOrThrow());
    }
  }

  /** A change to a tiny model's tensor, or its removal, and what is said of it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          cls_token                      | -    | FILE has no tensor cls_token of shape [1, 1, width=48]
          blocks.1.mlp.fc2.weight        | -    | FILE has no tensor blocks.1.mlp.fc2.weight of shape [width=48, mlp=192]
          blocks.1.attn.qkv.weight       | 48 48 | FILE: tensor blocks.1.attn.qkv.weight is F32[48, 48], expected shape [3*width=144, width=48]
          pos_embed                      | 17 48 | FILE: tensor pos_embed is F32[17, 48], expected shape [1, tokens, width=48]
          norm.bias                      | 47   | FILE: tensor norm.bias is F32[47], expected shape [width=48]
          decoder_embed.weight           | 2 2  | FILE holds tensor decoder_embed.weight F32[2, 2], which files of kind 'timm-vit mae-norm' do not have
          blocks.04.norm1.weight         | 48   | FILE holds tensor blocks.04.norm1.weight F32[48], which files of kind 'timm-vit mae-norm' do not have
          blocks.5.norm1.weight          | 48   | FILE has no tensor blocks.4.norm1.weight of shape [width=48]
          patch_embed.proj.weight        | -    | FILE has no tensor patch_embed.proj.weight, which files of kind 'timm-vit mae-norm' start with
          ema.patch_embed.proj.weight    | 48 3 8 8 | FILE holds several models: below  and ema.
          """)
  void namesTheTensorThatDiffers(String key, String shape, String message) throws IOException {
    Map<String, TensorInfo> tensors = new LinkedHashMap<>();
    try (TensorFile mae = TensorFile.open(FIXTURES.resolve("backbone_mae_tiny.npz"))) {
      tensors.putAll(mae.tensors());
    }
    tensors.remove(key);
    if (!shape.equals("-")) {
      tensors.put(key, info(shape));
    }

    try (TensorFile file = hollow(tensors)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> KeyMap.named("timm-vit mae-norm").apply(file))
          .withMessage(message.replace("FILE", file.name()));
    }
  }

  private static TensorInfo info(String shape) {
    return new TensorInfo(
        HostTensor.Type.F32,
        ImmutableLongArray.copyOf(Arrays.stream(shape.split(" ")).mapToLong(Long::parseLong)));
  }

  @Test
  void namesTheTensorThatCannotTakeOurShape() throws IOException {
    Map<String, TensorInfo> tensors = new LinkedHashMap<>();
    try (TensorFile vit = TensorFile.open(FIXTURES.resolve("backbone_vit_tiny.npz"))) {
      vit.tensors().forEach((key, info) -> tensors.put(key, threeHeads(info)));
    }

    try (TensorFile file = hollow(tensors)) {
      Mapping mapping = KeyMap.named("flax-vit").apply(file);
      assertThatIllegalArgumentException()
          .isThrownBy(mapping::load)
          .withMessageMatching(
              ".*: tensor Transformer/encoderblock_[0-9]/MultiHeadDotProductAttention_1/[a-z]+/(kernel|bias): F32\\[48(, 48)?] needs [0-9]+ bytes, got [0-9]+");
    }
  }

  private static TensorInfo threeHeads(TensorInfo info) {
    long[] shape = info.shape().stream().map(size -> size == 4 ? 3 : size).toArray();
    return new TensorInfo(info.type(), ImmutableLongArray.copyOf(shape));
  }

  private TensorFile hollow(Map<String, TensorInfo> tensors) throws IOException {
    return TensorFile.open(PublishedKeys.hollow(folder.resolve("hollow.safetensors"), tensors));
  }

  /** A tiny model under the names of the published files. */
  private record Tiny(Path path, Map<String, HostTensor> theirs) {
    Map<String, HostTensor> ours(String map) throws IOException {
      try (TensorFile file = TensorFile.open(path)) {
        return KeyMap.named(map).apply(file).load();
      }
    }
  }

  private static Tiny tiny(String name) throws IOException {
    Path path = FIXTURES.resolve("backbone_" + name + "_tiny.npz");
    try (TensorFile file = TensorFile.open(path)) {
      return new Tiny(path, file.readAll());
    }
  }
}
