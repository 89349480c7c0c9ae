package org.e2vpt.harness.training;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import org.e2vpt.harness.backbone.FrozenPrefix;
import org.e2vpt.harness.data.ImageSet;
import org.e2vpt.harness.data.Splits;
import org.e2vpt.harness.data.image.LabelledImages;
import org.e2vpt.harness.tensor.EngineExtension;
import org.e2vpt.harness.tensor.Torch;
import org.e2vpt.harness.tuning.TinyModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(EngineExtension.class)
class FrozenImagesTest {

  @TempDir private Path folder;

  @Test
  void makesRoomForTokensThatCostMore() {
    ImageSet train = TinyModel.images(9, 1);
    ImageSet val = TinyModel.images(7, 2);
    LabelledImages both = train.followedBy(val);
    Splits splits = new Splits(train, val, both, val);
    try (NDManager manager = Torch.manager("cpu");
        FrozenImages frozen =
            new FrozenImages(
                TinyModel.backbone(manager),
                manager.newSubManager(),
                FeatureFiles.of(folder, splits, "tiny"))) {
      NDArray features = frozen.behind(FrozenPrefix.ENCODER, both).orElseThrow();
      NDArray embedded = frozen.behind(FrozenPrefix.EMBEDDING, both).orElseThrow();
      float[] values = embedded.toFloatArray();

      assertThat(frozen.behind(FrozenPrefix.EMBEDDING, both)).containsSame(embedded);
      NDArray dear = frozen.behind(FrozenPrefix.ALL_BUT_LAST_BLOCK, val).orElseThrow();
      assertThat(embedded.isReleased()).isTrue();
      assertThat(frozen.behind(FrozenPrefix.ENCODER, both)).containsSame(features);
      assertThat(frozen.behind(FrozenPrefix.EMBEDDING, both).orElseThrow().toFloatArray())
          .isEqualTo(values);
      assertThat(frozen.behind(FrozenPrefix.ALL_BUT_LAST_BLOCK, val)).containsSame(dear);
    }
  }
}
