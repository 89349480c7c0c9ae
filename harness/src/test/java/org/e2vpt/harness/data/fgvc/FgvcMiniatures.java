package org.e2vpt.harness.data.fgvc;

import com.google.common.collect.ImmutableMap;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.e2vpt.harness.data.archive.Packing;
import org.e2vpt.harness.data.source.Miniature;
import org.e2vpt.harness.data.vtab.VtabMiniatures;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.types.MatlabType;
import us.hebi.matlab.mat.types.Struct;

/** Writes each data set of FGVC in small: the layout, names and formats of its original files. */
public final class FgvcMiniatures {

  /** Writes a data set below the folder of all data. */
  @FunctionalInterface
  interface Writer {
    Miniature write(Path root);
  }

  static final ImmutableMap<String, Writer> WRITERS =
      ImmutableMap.of(
          "fgvc_cub",
          root -> birds(root.resolve("fgvc_cub/CUB_200_2011.tgz"), "CUB_200_2011/", 200, 1),
          "fgvc_nabirds",
          root -> birds(root.resolve("fgvc_nabirds/nabirds.tar.gz"), "nabirds/", 555, 2),
          "fgvc_flowers",
          root -> VtabMiniatures.flowers(root.resolve("oxford_flowers102")),
          "fgvc_dogs",
          FgvcMiniatures::dogs,
          "fgvc_cars",
          FgvcMiniatures::cars);

  private FgvcMiniatures() {}

  /** Writes the data set of a task below the folder of all data. */
  public static void write(String task, Path root) {
    WRITERS.get(task).write(root);
  }

  /**
   * Two images of each class to train on, one to test on.
   *
   * @param step from one class's number to the next one's
   */
  private static Miniature birds(Path file, String root, int classes, int step) {
    Miniature miniature = new Miniature("jpg", 20, 26);
    Map<String, byte[]> images = new LinkedHashMap<>();
    List<String> paths = new ArrayList<>();
    List<String> labels = new ArrayList<>();
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < 3 * classes; i++) {
      int label = i / 3;
      String key = String.format(Locale.ROOT, "%03d.Bird/Bird_%04d.jpg", label * step + 1, i);
      boolean test = i % 3 == 2;
      String id = String.format(Locale.ROOT, "%08x-21dc", i * 7919);
      paths.add(id + " " + key);
      labels.add(id + " " + (label * step + 1));
      parts.add(id + (test ? " 0" : " 1"));
      images.put(root + "images/" + key, miniature.photo(test ? "test" : "train", key, label));
    }
    Map<String, byte[]> members = new LinkedHashMap<>();
    members.put(root + "README", new byte[3]);
    members.putAll(images);
    members.put(root + "image_class_labels.txt", Packing.text(labels));
    members.put(root + "images.txt", Packing.text(paths));
    members.put(root + "train_test_split.txt", Packing.text(parts));
    Packing.file(file, Packing.gzip(Packing.tar(members)));
    return miniature;
  }

  private static Miniature dogs(Path root) {
    Miniature miniature = new Miniature("jpg", 20, 26);
    Map<String, byte[]> images = new LinkedHashMap<>();
    Map<String, byte[]> lists = new LinkedHashMap<>();
    for (String part : List.of("train", "test")) {
      List<String> paths = new ArrayList<>();
      int[] labels = new int[240];
      for (int i = 0; i < labels.length; i++) {
        int label = i / 2;
        String key =
            String.format(Locale.ROOT, "n%08d-Dog/n%08d_%d%d.jpg", label, label, i, part.length());
        paths.add(key);
        labels[i] = label + 1;
        images.put("Images/" + key, miniature.photo(part, key, label));
      }
      lists.put(
          part + "_list.mat",
          Packing.mat(
              Map.of(
                  "file_list",
                  Packing.texts(paths),
                  "annotation_list",
                  Packing.texts(paths),
                  "labels",
                  Packing.matrix(MatlabType.Double, new int[] {labels.length, 1}, labels))));
    }
    Packing.file(root.resolve("fgvc_dogs/images.tar"), Packing.tar(images));
    Packing.file(root.resolve("fgvc_dogs/lists.tar"), Packing.tar(lists));
    return miniature;
  }

  private static Miniature cars(Path root) {
    Miniature miniature = new Miniature("jpg", 20, 26);
    int size = 3 * 196;
    Map<String, byte[]> images = new LinkedHashMap<>();
    Struct list = Mat5.newStruct(1, size);
    for (int i = 0; i < size; i++) {
      String key = String.format(Locale.ROOT, "car_ims/%06d.jpg", i + 1);
      boolean test = i % 3 == 1;
      images.put(key, miniature.photo(test ? "test" : "train", key, i / 3));
      list.set("relative_im_path", i, Mat5.newString(key));
      list.set("bbox_x1", i, Mat5.newScalar(3));
      list.set("class", i, Mat5.newScalar(i / 3 + 1));
      list.set("test", i, Mat5.newLogicalScalar(test));
    }
    Packing.file(root.resolve("fgvc_cars/car_ims.tgz"), Packing.gzip(Packing.tar(images)));
    Packing.file(
        root.resolve("fgvc_cars/cars_annos.mat"),
        Packing.mat(Map.of("annotations", list, "class_names", Packing.texts(List.of("a car")))));
    return miniature;
  }
}
