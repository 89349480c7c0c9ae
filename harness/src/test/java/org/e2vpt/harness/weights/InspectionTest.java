package org.e2vpt.harness.weights;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.hash.Hashing;
import com.google.common.io.Files;
import com.google.common.primitives.ImmutableLongArray;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.e2vpt.harness.checkpoint.HostTensor;
import org.e2vpt.harness.checkpoint.PublishedKeys;
import org.e2vpt.harness.checkpoint.SafeTensors;
import org.e2vpt.harness.checkpoint.TensorInfo;
import org.e2vpt.harness.data.DatasetsLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InspectionTest {

  private static final DatasetsLock EMPTY = DatasetsLock.parse("lock", List.of());

  @TempDir private Path folder;

  @Test
  void tellsAKnownFileByItsHash() throws IOException {
    Path file = Path.of("src/test/resources/fixtures/backbone_mae_tiny.npz");
    String sha256 = Files.asByteSource(file.toFile()).hash(Hashing.sha256()).toString();
    DatasetsLock lock =
        DatasetsLock.parse(
            "lock",
            List.of(
                "weights/mae_pretrain_vit_base.pth https://x.org/m ? sha256:%s CC-BY-NC-4.0 -"
                    .formatted(sha256)));

    List<String> lines = Inspection.of(file, lock);

    assertThat(lines)
        .startsWith("file     " + file, "format   npz", "bytes    508058", "sha256   " + sha256)
        .contains(
            "weights  vit-b16.mae: the hash is that of weights/mae_pretrain_vit_base.pth in datasets.lock",
            "licence  CC-BY-NC-4.0",
            "tensors  54: 52 used, 2 dropped",
            "sizes    blocks=4 mlp=192 patch=8 tokens=17 width=48",
            "used     pos_embed F32[1, 17, 48]  positions",
            "used     blocks.3.attn.qkv.bias F32[144]  blocks.3.attention.query.bias blocks.3.attention.key.bias blocks.3.attention.value.bias",
            "dropped  norm.weight F32[48]  VPT pools the patches and replaces this norm by fc_norm");
  }

  @Test
  void namesAllWeightsThatHaveTheseNamesAndShapes() throws IOException {
    Path file = hollow("mae_pretrain_vit_base_keys", Map.of());

    assertThat(Inspection.of(file, EMPTY))
        .contains(
            "weights  perhaps vit-b16.in21k: names and shapes are those of timm/vit_base_patch16_224.orig_in21k, the hash is not known",
            "weights  perhaps vit-b16.mae: names and shapes are those of timm/vit_base_patch16_224.mae, the hash is not known");
  }

  @Test
  void namesALookAlike() throws IOException {
    Path file =
        hollow(
            "mae_pretrain_vit_base_keys",
            Map.of("head.bias", new TensorInfo(HostTensor.Type.F32, ImmutableLongArray.of(21843))));

    assertThat(Inspection.of(file, EMPTY))
        .contains(
            "weights  not vit-b16.in21k: it has the classifier of ImageNet-21k: these are the later \"augreg\" weights (timm/vit_base_patch16_224.augreg_in21k) and not those of the paper (orig_in21k)");
  }

  @Test
  void listsWhatItDoesNotKnow() throws IOException {
    Path file = folder.resolve("other.safetensors");
    SafeTensors.write(file, Map.of("t", HostTensor.of(new float[2], 2)), Map.of());

    assertThat(Inspection.of(file, EMPTY))
        .contains(
            "format   safetensors",
            "weights  none of the published ones",
            "tensors  1, none of them known",
            "unknown  t F32[2]");
  }

  @Test
  void saysWhyAFileOfAKnownKindCannotBeLoaded() throws IOException {
    Path file =
        hollow(
            "mae_pretrain_vit_base_keys",
            Map.of("pos_embed", new TensorInfo(HostTensor.Type.F32, ImmutableLongArray.of(768))));

    assertThat(Inspection.of(file, EMPTY))
        .contains(
            "weights  none of the published ones",
            "tensors  150, which cannot be loaded: %s: tensor pos_embed is F32[768], expected shape [1, tokens, width=768]"
                .formatted(file),
            "unknown  pos_embed F32[768]");
  }

  private Path hollow(String list, Map<String, TensorInfo> more) throws IOException {
    Map<String, TensorInfo> tensors = PublishedKeys.of(list);
    tensors.putAll(more);
    return PublishedKeys.hollow(folder.resolve("hollow.safetensors"), tensors);
  }
}
