package org.e2vpt.harness.data.vtab;

import com.google.gson.JsonParseException;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.MalformedJsonException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.e2vpt.harness.data.archive.Archive;
import org.e2vpt.harness.data.archive.ZipArchive;
import org.e2vpt.harness.data.source.Example;
import org.e2vpt.harness.data.source.MemberImages;
import org.e2vpt.harness.data.source.Originals;
import org.e2vpt.harness.data.source.Part;
import org.e2vpt.harness.data.source.SourceData;

/**
 * CLEVR: PNG files, and one JSON file of scenes a part with the objects of each image. TFDS's
 * validation is CLEVR's val. Keys are {@code CLEVR_train_000000.png}.
 */
final class Clevr {

  /** Three to ten objects. */
  private static final int FEWEST = 3;

  private Clevr() {}

  /**
   * What a label needs of a scene.
   *
   * @param depths third pixel coordinate of each object, in float32 as TFDS stores it
   */
  private record Scene(String image, List<Float> depths) {

    int count() {
      return depths.size() - FEWEST;
    }

    int distance() {
      return Thresholds.CLEVR.label(depths.stream().min(Float::compare).orElse(0f));
    }
  }

  /** How many objects are there? */
  static SourceData count(Originals folder) throws IOException {
    return read(folder, 8, Scene::count);
  }

  /** How far away is the closest object? */
  static SourceData distance(Originals folder) throws IOException {
    return read(folder, 6, Scene::distance);
  }

  private static SourceData read(Originals folder, int classes, ToIntFunction<Scene> label)
      throws IOException {
    Archive archive = ZipArchive.of(folder.file("CLEVR_v1.0.zip"));
    return SourceData.inTfdsOrder(
        folder.dataset(),
        classes,
        part("train", "train", archive, label),
        part("validation", "val", archive, label));
  }

  private static Part part(
      String name, String original, Archive archive, ToIntFunction<Scene> label)
      throws IOException {
    String scenes = "CLEVR_v1.0/scenes/CLEVR_%s_scenes.json".formatted(original);
    List<Example> examples = new ArrayList<>();
    archive.read(
        Set.of(scenes),
        (member, content) -> {
          try {
            for (Scene scene : scenes(content)) {
              examples.add(new Example(scene.image, label.applyAsInt(scene)));
            }
          } catch (JsonParseException
              | MalformedJsonException
              | EOFException
              | IllegalStateException
              | IllegalArgumentException e) {
            throw new IOException(
                "%s is not as expected: %s".formatted(archive.place(member), e.getMessage()), e);
          }
        });
    String folder = "CLEVR_v1.0/images/%s/".formatted(original);
    return new Part(name, examples, new MemberImages(archive, folder::concat));
  }

  /** Field by field, since the file has hundreds of megabytes. */
  private static List<Scene> scenes(InputStream content) throws IOException {
    List<Scene> scenes = new ArrayList<>();
    JsonReader in = new JsonReader(new InputStreamReader(content, StandardCharsets.UTF_8));
    in.beginObject();
    while (in.hasNext()) {
      if (in.nextName().equals("scenes")) {
        in.beginArray();
        while (in.hasNext()) {
          scenes.add(scene(in));
        }
        in.endArray();
      } else {
        in.skipValue();
      }
    }
    in.endObject();
    return scenes;
  }

  private static Scene scene(JsonReader in) throws IOException {
    String image = "";
    List<Float> depths = new ArrayList<>();
    in.beginObject();
    while (in.hasNext()) {
      switch (in.nextName()) {
        case "image_filename" -> image = in.nextString();
        case "objects" -> {
          in.beginArray();
          while (in.hasNext()) {
            depths.add(depth(in));
          }
          in.endArray();
        }
        default -> in.skipValue();
      }
    }
    in.endObject();
    return new Scene(image, depths);
  }

  private static float depth(JsonReader in) throws IOException {
    float depth = Float.NaN;
    in.beginObject();
    while (in.hasNext()) {
      if (in.nextName().equals("pixel_coords")) {
        in.beginArray();
        in.skipValue();
        in.skipValue();
        depth = (float) in.nextDouble();
        in.endArray();
      } else {
        in.skipValue();
      }
    }
    in.endObject();
    return depth;
  }
}
