package org.e2vpt.harness.example;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.e2vpt.harness.backbone.Pretrained;
import org.e2vpt.harness.data.DataFolder;
import org.e2vpt.harness.data.InputPixels;
import org.e2vpt.harness.data.own.UserImages;
import org.e2vpt.harness.training.Recipe;
import org.e2vpt.harness.training.Recipe.OptimizerKind;
import org.e2vpt.harness.training.Recipe.Warmup;
import org.e2vpt.harness.tuned.LoadedBackbone;
import org.e2vpt.harness.tuned.TunedModel;
import org.e2vpt.harness.tuned.TunedWeights;

/** Tunes on {@code train/<class>/<image>}, keeps the model, and uses it: docs/library.md. */
public final class LibraryExample {

  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    Path kept = Path.of(arguments[1]);
    DataFolder data = new DataFolder(Path.of("data")); // this backbone needs no file of it
    Pretrained mini = Pretrained.get("mini-vit.cifar10", data);
    try (LoadedBackbone backbone = LoadedBackbone.of(mini)) {
      InputPixels pixels = backbone.pixels();
      UserImages train = UserImages.labelled(folder.resolve("train"));
      List<String> classes = train.classNames();
      try (TunedModel model =
          backbone.tune(
              "e2vpt",
              Map.of("visual", "4", "kv", "2"),
              pixels.toTrainOn(train, classes),
              classes,
              pixels,
              new Recipe(OptimizerKind.SGD, 2.0, 0.0001, 30, 3, 16, Warmup.FROM_FIRST_STEP),
              42, // seed
              (epoch, rate, loss, speed) ->
                  System.out.println("epoch " + epoch + ": loss " + loss))) {
        model.save(kept);
      }
      try (TunedModel model = backbone.with(TunedWeights.read(kept))) {
        UserImages test = UserImages.labelled(folder.resolve("test"));
        System.out.println("accuracy " + model.accuracy(pixels.toMeasure(test, classes)) + " %");
        UserImages photo = UserImages.unlabelled(List.of(Path.of(arguments[2])));
        System.out.println(model.predict(pixels.toMeasure(photo, classes), 2).get(0));
      }
    }
  }
}
