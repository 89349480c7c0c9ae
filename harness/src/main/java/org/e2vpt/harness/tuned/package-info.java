/**
 * Models that were tuned, as values: a backbone is loaded, a method applied to it, and what was
 * trained is kept in a file and used, by the commands {@code predict} and {@code evaluate} as by
 * other programs. {@code docs/library.md} says what such a program needs, and {@code
 * docs/tuned-weights.md} what is in the files.
 *
 * <pre>{@code
 * public final class LibraryExample {
 *
 *   public static void main(String[] arguments) throws IOException {
 *     Path folder = Path.of(arguments[0]);
 *     Path kept = Path.of(arguments[1]);
 *     DataFolder data = new DataFolder(Path.of("data")); // this backbone needs no file of it
 *     Pretrained mini = Pretrained.get("mini-vit.cifar10", data);
 *     try (LoadedBackbone backbone = LoadedBackbone.of(mini)) {
 *       InputPixels pixels = backbone.pixels();
 *       UserImages train = UserImages.labelled(folder.resolve("train"));
 *       List<String> classes = train.classNames();
 *       try (TunedModel model =
 *           backbone.tune(
 *               "e2vpt",
 *               Map.of("visual", "4", "kv", "2"),
 *               pixels.toTrainOn(train, classes),
 *               classes,
 *               pixels,
 *               new Recipe(OptimizerKind.SGD, 2.0, 0.0001, 30, 3, 16, Warmup.FROM_FIRST_STEP),
 *               42, // seed
 *               (epoch, rate, loss, speed) ->
 *                   System.out.println("epoch " + epoch + ": loss " + loss))) {
 *         model.save(kept);
 *       }
 *       try (TunedModel model = backbone.with(TunedWeights.read(kept))) {
 *         UserImages test = UserImages.labelled(folder.resolve("test"));
 *         System.out.println("accuracy " + model.accuracy(pixels.toMeasure(test, classes)) + " %");
 *         UserImages photo = UserImages.unlabelled(List.of(Path.of(arguments[2])));
 *         System.out.println(model.predict(pixels.toMeasure(photo, classes), 2).get(0));
 *       }
 *     }
 *   }
 * }
 * }</pre>
 */
@NullMarked
package org.e2vpt.harness.tuned;

import org.jspecify.annotations.NullMarked;
