package org.e2vpt.harness.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.google.common.primitives.ImmutableLongArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.e2vpt.harness.backbone.Pretrained;
import org.e2vpt.harness.checkpoint.FullSizeFiles;
import org.e2vpt.harness.checkpoint.HostTensor;
import org.e2vpt.harness.checkpoint.PublishedKeys;
import org.e2vpt.harness.checkpoint.TensorFile;
import org.e2vpt.harness.checkpoint.TensorInfo;
import org.e2vpt.harness.data.DataFolder;
import org.e2vpt.harness.weights.PublishedWeights.LookAlikes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PublishedWeightsTest {

  private static final String VIT = "vit_b16_in21k_npz_keys";
  private static final String MAE = "mae_pretrain_vit_base_keys";
  private static final String MOCO = "mocov3_linear_vit_b_300ep_keys";
  private static final String SWIN = "swin_base_patch4_window7_224_22k_keys";
  private static final String HF_VIT = "hf_google_vit_mapping";

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    VIT + ", '', vit-b16.in21k",
    HF_VIT + ", '', vit-b16.in21k",
    MAE + ", '', vit-b16.in21k", // timm's copies of both have the same names
    MAE + ", '', vit-b16.mae",
    MAE + ", model., vit-b16.mae",
    MOCO + ", state_dict., vit-b16.moco-v3",
    SWIN + ", model., swin-b.in22k"
  })
  void givesEachBackboneItsTensors(String list, String wrapper, String id) throws IOException {
    try (TensorFile file = hollow(wrapped(list, wrapper))) {
      Mapping mapping = PublishedWeights.mapping(file, id, LookAlikes.REFUSED);

      assertThat(mapping.allOurs())
          .hasSameElementsAs(Pretrained.model(id).architecture().weights().keySet());
      assertThat(Published.of(id)).anyMatch(published -> published.fits(file));
    }
  }

  @Test
  void givesTheFineTunedVitItsTensorsWithoutTheClassifier() throws IOException {
    String id = "vit-b16.in21k-ft-in1k";

    try (TensorFile file = hollow(FullSizeFiles.tensors(id))) {
      Mapping mapping = PublishedWeights.mapping(file, id, LookAlikes.REFUSED);

      assertThat(mapping.allOurs())
          .hasSameElementsAs(Pretrained.model(id).architecture().weights().keySet());
      assertThat(mapping.dropped().keySet()).containsExactlyInAnyOrder("head/kernel", "head/bias");
    }
  }

  @Test
  void acceptsTimmsSwinWithItsMergingsAStageLater() throws IOException {
    Map<String, TensorInfo> tensors = new LinkedHashMap<>();
    PublishedKeys.of(SWIN)
        .forEach(
            (name, info) -> {
              if (!name.endsWith("_index") && !name.endsWith("_mask")) {
                tensors.put(later(name).replace("head.", "head.fc."), info);
              }
            });

    try (TensorFile file = hollow(tensors)) {
      Mapping mapping = PublishedWeights.mapping(file, "swin-b.in22k", LookAlikes.REFUSED);

      assertThat(mapping.ours("layers.3.downsample.reduction.weight"))
          .containsExactly("stages.2.merging.reduction.weight");
    }
  }

  private static String later(String name) {
    String number = name.replaceFirst("^layers\\.([0-9])\\.downsample.*$", "$1");
    return number.equals(name)
        ? name
        : name.replace(number + ".downsample", Integer.parseInt(number) + 1 + ".downsample");
  }

  @Test
  void acceptsHuggingFacesSwin() throws IOException {
    Map<String, TensorInfo> tensors = new LinkedHashMap<>();
    PublishedKeys.of(SWIN)
        .forEach(
            (name, info) -> {
              String theirs =
                  name.replace("patch_embed.proj", "embeddings.patch_embeddings.projection")
                      .replace("patch_embed.norm", "embeddings.norm")
                      .replaceFirst("^layers", "encoder.layers")
                      .replace("attn.proj", "attention.output.dense")
                      .replace(".attn.", ".attention.self.")
                      .replace("norm1", "layernorm_before")
                      .replace("norm2", "layernorm_after")
                      .replace("mlp.fc1", "intermediate.dense")
                      .replace("mlp.fc2", "output.dense")
                      .replaceFirst("^norm\\.", "layernorm.");
              if (name.startsWith("head")) {
                tensors.put(name.replace("head", "classifier"), info);
              } else if (name.contains("qkv")) {
                for (String part : new String[] {"query", "key", "value"}) {
                  tensors.put("swin." + theirs.replace("qkv", part), third(info));
                }
              } else if (!name.endsWith("attn_mask")) {
                tensors.put("swin." + theirs, info);
              }
            });

    try (TensorFile file = hollow(tensors)) {
      Mapping mapping = PublishedWeights.mapping(file, "swin-b.in22k", LookAlikes.REFUSED);

      assertThat(mapping.used().keySet()).hasSize(24 * 17 + 4 + 3 * 3 + 2);
      assertThat(mapping.dropped())
          .containsEntry("classifier.weight", "it lies beside the weights, which are below swin.");
    }
  }

  private static TensorInfo third(TensorInfo info) {
    long[] shape = info.shape().toArray();
    shape[0] /= 3;
    return new TensorInfo(info.type(), ImmutableLongArray.copyOf(shape));
  }

  /** A file with a classifier's bias of this size beside or instead of the published tensors. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          vit_b16_in21k_npz_keys       | head/bias       | 1000  | vit-b16.in21k | it is fine-tuned on ImageNet-1k (ViT-B_16-224.npz), which is the backbone vit-b16.in21k-ft-in1k; the paper starts from ImageNet-21k alone (ViT-B_16.npz)
          vit_b16_in21k_npz_keys       | head/bias       | 21843 | vit-b16.in21k | it has a classifier but no pre_logits: these are the later "augreg" weights (B_16.npz) and not those of the paper (ViT-B_16.npz)
          vit_b16_in21k_npz_keys       | head/bias       | 21843 | vit-b16.in21k-ft-in1k | it is not fine-tuned on ImageNet-1k: ViT-B_16.npz is the backbone vit-b16.in21k, and B_16.npz is none here
          mae_pretrain_vit_base_keys   | head.bias       | 21843 | vit-b16.in21k | it has the classifier of ImageNet-21k: these are the later "augreg" weights (timm/vit_base_patch16_224.augreg_in21k) and not those of the paper (orig_in21k)
          mae_pretrain_vit_base_keys   | head.bias       | 1000  | vit-b16.in21k | it is fine-tuned on ImageNet-1k; the paper starts from ImageNet-21k alone (timm/vit_base_patch16_224.orig_in21k)
          hf_google_vit_mapping        | classifier.bias | 1000  | vit-b16.in21k | it is fine-tuned on ImageNet-1k (google/vit-base-patch16-224); the paper starts from ImageNet-21k alone (google/vit-base-patch16-224-in21k)
          mae_pretrain_vit_base_keys   | head.bias       | 1000  | vit-b16.mae     | it is fine-tuned on ImageNet-1k (mae_finetuned_vit_base.pth); the paper starts from mae_pretrain_vit_base.pth
          swin_base_patch4_window7_224_22k_keys | head.bias | 1000 | swin-b.in22k | it knows the classes of ImageNet-1k; the paper starts from ImageNet-22k alone (swin_base_patch4_window7_224_22k.pth)
          """)
  void refusesLookAlikesWithTheReason(
      String list, String bias, long classes, String id, String reason) throws IOException {
    Map<String, TensorInfo> tensors = PublishedKeys.of(list);
    tensors.keySet().removeIf(name -> name.startsWith("pre_logits") || name.startsWith("head"));
    tensors.put(bias, new TensorInfo(HostTensor.Type.F32, shape(classes)));

    try (TensorFile file = hollow(tensors)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> PublishedWeights.mapping(file, id, LookAlikes.REFUSED))
          .withMessage("%s is not '%s': %s", file.name(), id, reason);
    }
  }

  @Test
  void takesALookAlikeIfForced() throws IOException {
    Map<String, TensorInfo> tensors = PublishedKeys.of(VIT);
    tensors.put("head/bias", new TensorInfo(HostTensor.Type.F32, shape(1000)));
    tensors.put("head/kernel", new TensorInfo(HostTensor.Type.F32, shape(768, 1000)));

    try (TensorFile file = hollow(tensors)) {
      assertThat(PublishedWeights.mapping(file, "vit-b16.in21k", LookAlikes.ACCEPTED).dropped())
          .containsEntry("head/bias", "the classifier of pre-training");
    }
  }

  @Test
  void refusesOtherSizes() {
    Path tiny = Path.of("src/test/resources/fixtures/backbone_vit_tiny.npz");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> PublishedWeights.load(tiny, "vit-b16.in21k", LookAlikes.REFUSED))
        .withMessage(
            "%s is not 'vit-b16.in21k': it has blocks=4, expected blocks=12; 'e2vpt weights inspect' says what the file is",
            tiny);
  }

  @Test
  void listsTheIdsThereAre() {
    Path tiny = Path.of("src/test/resources/fixtures/backbone_vit_tiny.npz");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> PublishedWeights.load(tiny, "vit", LookAlikes.REFUSED))
        .withMessage(
            "no published weights 'vit'; there are vit-b16.in21k, vit-b16.in21k-ft-in1k, swin-b.in22k, vit-b16.mae, vit-b16.moco-v3");
  }

  private static ImmutableLongArray shape(long... sizes) {
    return ImmutableLongArray.copyOf(sizes);
  }

  private static Map<String, TensorInfo> wrapped(String list, String wrapper) throws IOException {
    Map<String, TensorInfo> tensors = new LinkedHashMap<>();
    PublishedKeys.of(list).forEach((name, info) -> tensors.put(wrapper + name, info));
    return tensors;
  }

  private TensorFile hollow(Map<String, TensorInfo> tensors) throws IOException {
    return TensorFile.open(PublishedKeys.hollow(folder.resolve("hollow.safetensors"), tensors));
  }

  @Test
  void saysHowToGetWeightsThatAreNotThere(@TempDir Path root) {
    Path file = root.resolve("weights/mae_pretrain_vit_base.pth");

    assertThatIllegalStateException()
        .isThrownBy(() -> PublishedWeights.load("vit-b16.mae", new DataFolder(root)))
        .withMessage(
            "%s is missing: 'e2vpt data fetch weights/mae_pretrain_vit_base.pth' gets it, or says how"
                + " to",
            file);
  }

  @Test
  void refusesAFileThatIsNotTheLockedOne(@TempDir Path root) throws IOException {
    Path file = root.resolve("weights/imagenet21k_ViT-B_16.npz");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "another");

    assertThatIllegalStateException()
        .isThrownBy(() -> PublishedWeights.load("vit-b16.in21k", new DataFolder(root)))
        .withMessageStartingWith(file.toString())
        .withMessageEndingWith("delete it, then fetch it again");
  }
}
