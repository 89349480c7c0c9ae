package org.e2vpt.harness.data.vtab;

import com.google.common.collect.ImmutableMap;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.e2vpt.harness.data.archive.Packing;
import org.e2vpt.harness.data.image.Decoder;
import org.e2vpt.harness.data.image.OpenCv;
import org.e2vpt.harness.data.image.Photos;
import org.e2vpt.harness.data.image.RgbImage;
import org.e2vpt.harness.data.source.Miniature;
import org.e2vpt.harness.data.source.TaskSpec;
import us.hebi.matlab.mat.types.MatlabType;
import us.hebi.matlab.mat.types.Matrix;

/** Writes each data set of VTAB in small: the layout, names and formats of its original files. */
public final class VtabMiniatures {

  /** Writes a data set into its folder. */
  @FunctionalInterface
  interface Writer {
    Miniature write(Path folder);
  }

  /** By task, since two tasks of a data set have other labels. */
  static final ImmutableMap<String, Writer> WRITERS =
      ImmutableMap.<String, Writer>builder()
          .put("caltech101", VtabMiniatures::caltech101)
          .put("cifar", VtabMiniatures::cifar)
          .put("dtd", VtabMiniatures::dtd)
          .put("oxford_flowers102", VtabMiniatures::flowers)
          .put("oxford_iiit_pet", VtabMiniatures::pets)
          .put("svhn", VtabMiniatures::svhn)
          .put("sun397", VtabMiniatures::sun397)
          .put("patch_camelyon", VtabMiniatures::patchCamelyon)
          .put("eurosat", VtabMiniatures::eurosat)
          .put("resisc45", VtabMiniatures::resisc45)
          .put("diabetic_retinopathy", VtabMiniatures::retinopathy)
          .put("clevr_count", folder -> clevr(folder, true))
          .put("clevr_dist", folder -> clevr(folder, false))
          .put("dmlab", VtabMiniatures::dmlab)
          .put("kitti", VtabMiniatures::kitti)
          .put("dsprites_loc", folder -> dsprites(folder, true))
          .put("dsprites_ori", folder -> dsprites(folder, false))
          .put("smallnorb_azi", folder -> smallnorb(folder, true))
          .put("smallnorb_ele", folder -> smallnorb(folder, false))
          .buildOrThrow();

  private VtabMiniatures() {}

  /** Writes the data set of a task into its folder below the folder of all data. */
  public static void write(TaskSpec task, Path root) {
    Path folder = root.resolve(task.folder());
    folder.toFile().mkdirs();
    WRITERS.get(task.id()).write(folder);
  }

  /** 31 images of each class, of which 30 are to train; nothing says which. */
  private static Miniature caltech101(Path folder) {
    Miniature miniature = new Miniature("jpg", 24, 30);
    List<String> classes = new ArrayList<>(List.of("accordion", "BACKGROUND_Google", "Faces"));
    IntStream.range(0, 99).forEach(i -> classes.add(String.format(Locale.ROOT, "z%02d", i)));
    Map<String, byte[]> members = new LinkedHashMap<>();
    for (int label = 0; label < classes.size(); label++) {
      for (int i = 1; i <= 31; i++) {
        String key = String.format(Locale.ROOT, "%s/image_%04d.jpg", classes.get(label), i);
        members.put("101_ObjectCategories/" + key, miniature.photo("all", key, label));
      }
    }
    members.put("101_ObjectCategories/BACKGROUND_Google/tmp", new byte[10]);
    members.put("101_ObjectCategories/accordion/._image_0001.jpg", new byte[10]);
    byte[] tgz = Packing.gzip(Packing.tar(members));
    Packing.file(
        folder.resolve("caltech-101.zip"),
        Packing.zip(
            Map.of(
                "__MACOSX/caltech-101/._101_ObjectCategories.tar.gz",
                new byte[9],
                "caltech-101/101_ObjectCategories.tar.gz",
                tgz)));
    return miniature;
  }

  private static Miniature cifar(Path folder) {
    Miniature miniature = new Miniature();
    Map<String, byte[]> members = new LinkedHashMap<>();
    members.put("cifar-100-binary/fine_label_names.txt", Packing.text(List.of("apple")));
    members.put("cifar-100-binary/train.bin", cifarRecords(miniature, "train", 40));
    members.put("cifar-100-binary/test.bin", cifarRecords(miniature, "test", 5));
    Packing.file(folder.resolve("cifar-100-binary.tar.gz"), Packing.gzip(Packing.tar(members)));
    return miniature;
  }

  private static byte[] cifarRecords(Miniature miniature, String part, int size) {
    ByteBuffer out = ByteBuffer.allocate(size * 3074);
    for (int i = 0; i < size; i++) {
      int image = i + part.length();
      int label = image * 7 % 100;
      out.put((byte) (label / 5)).put((byte) label);
      for (int channel = 0; channel < 3; channel++) {
        for (int at = 0; at < 1024; at++) {
          out.put(value(image, at / 32, at % 32, channel));
        }
      }
      miniature.add(part, String.valueOf(i), label, () -> computed(image, 32, 32));
    }
    return out.array();
  }

  private static Miniature dtd(Path folder) {
    Miniature miniature = new Miniature("jpg", 30, 40);
    Map<String, byte[]> images = new LinkedHashMap<>();
    Map<String, List<String>> lists = new LinkedHashMap<>();
    for (String part : List.of("train", "validation", "test")) {
      for (int label = 0; label < 47; label++) {
        String key =
            String.format(
                Locale.ROOT,
                "texture%1$02d/texture%1$02d_%2$04d.jpg",
                label,
                10 * label + part.length());
        images.put("dtd/images/" + key, miniature.photo(part, key, label));
        lists.computeIfAbsent(part, name -> new ArrayList<>()).add(key);
      }
    }
    Map<String, byte[]> members = new LinkedHashMap<>();
    members.put("dtd/imdb/imdb.mat", new byte[100]);
    members.put("dtd/labels/test1.txt", Packing.text(lists.get("test")));
    members.put("dtd/labels/train1.txt", Packing.text(lists.get("train")));
    members.put("dtd/labels/train2.txt", Packing.text(List.of("another/fold.jpg")));
    members.put("dtd/labels/val1.txt", Packing.text(lists.get("validation")));
    members.putAll(images);
    Packing.file(folder.resolve("dtd-r1.0.1.tar.gz"), Packing.gzip(Packing.tar(members)));
    return miniature;
  }

  /** Also the FGVC task's files. */
  public static Miniature flowers(Path folder) {
    Miniature miniature = new Miniature("jpg", 40, 50);
    // Every class twice, in the same part: 102 is a multiple of the number of parts.
    int[] labels = IntStream.range(0, 204).map(i -> i % 102 + 1).toArray();
    int[] order = {3, 1, 2};
    String[] parts = {"train", "validation", "test"};
    List<List<Integer>> ids = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    Map<String, byte[]> members = new LinkedHashMap<>();
    for (int id = 1; id <= labels.length; id++) {
      int part = order[id % 3] - 1;
      ids.get(part).add(id);
      String key = String.format(Locale.ROOT, "image_%05d.jpg", id);
      members.put("jpg/" + key, miniature.photo(parts[part], key, labels[id - 1] - 1));
    }
    Packing.file(folder.resolve("102flowers.tgz"), Packing.gzip(Packing.tar(members)));
    Packing.file(folder.resolve("imagelabels.mat"), Packing.mat(Map.of("labels", row(labels))));
    Packing.file(
        folder.resolve("setid.mat"),
        Packing.mat(
            Map.of(
                "trnid", row(ints(ids.get(0))),
                "valid", row(ints(ids.get(1))),
                "tstid", row(ints(ids.get(2))))));
    return miniature;
  }

  private static Miniature pets(Path folder) {
    Miniature miniature = new Miniature("jpg", 30, 40);
    Map<String, byte[]> images = new LinkedHashMap<>();
    Map<String, List<String>> lists = new LinkedHashMap<>();
    for (String part : List.of("train", "test")) {
      for (int label = 0; label < 37; label++) {
        String name = String.format(Locale.ROOT, "Breed_%02d_%d", label, part.length());
        images.put("images/" + name + ".jpg", miniature.photo(part, name + ".jpg", label));
        lists
            .computeIfAbsent(part, list -> new ArrayList<>())
            .add(
                String.format(
                    Locale.ROOT, "%s %d %d %d", name, label + 1, label % 2 + 1, label / 2 + 1));
      }
    }
    // Not packed, as TFDS remarks, whatever the names say.
    Packing.file(folder.resolve("images.tar.gz"), Packing.tar(images));
    Packing.file(
        folder.resolve("annotations.tar.gz"),
        Packing.tar(
            Map.of(
                "annotations/trainval.txt", Packing.text(lists.get("train")),
                "annotations/test.txt", Packing.text(lists.get("test")))));
    return miniature;
  }

  private static Miniature svhn(Path folder) {
    Miniature miniature = new Miniature();
    svhnFile(folder.resolve("train_32x32.mat"), miniature, "train", 40);
    svhnFile(folder.resolve("test_32x32.mat"), miniature, "test", 6);
    return miniature;
  }

  private static void svhnFile(Path file, Miniature miniature, String part, int size) {
    int[] pixels = new int[32 * 32 * 3 * size];
    int[] digits = new int[size];
    for (int i = 0; i < size; i++) {
      int image = i + 3;
      digits[i] = i % 10 + 1;
      for (int at = 0; at < 3072; at++) {
        pixels[i * 3072 + at] = value(image, at % 32, at / 32 % 32, at / 1024) & 0xFF;
      }
      miniature.add(part, String.valueOf(i), digits[i] % 10, () -> computed(image, 32, 32));
    }
    Packing.file(
        file,
        Packing.mat(
            Map.of(
                "X", Packing.matrix(MatlabType.UInt8, new int[] {32, 32, 3, size}, pixels),
                "y", Packing.matrix(MatlabType.UInt8, new int[] {size, 1}, digits))));
  }

  private static Miniature sun397(Path folder) {
    Miniature miniature = new Miniature();
    byte[] small = Photos.file("jpg", 40, 50, 1);
    byte[] large = Photos.file("jpg", 300, 420, 2);
    Map<String, byte[]> members = new LinkedHashMap<>();
    Map<String, List<String>> lists = new LinkedHashMap<>();
    for (int label = 0; label < 397; label++) {
      String part = label % 5 == 0 ? "te" : label % 7 == 0 ? "va" : "tr";
      String key =
          String.format(Locale.ROOT, "/c/class%03d/indoor/sun_a%d.jpg", label, label * label);
      byte[] file = label % 100 == 50 ? large : small;
      members.put("SUN397" + key, file);
      lists.computeIfAbsent(part, name -> new ArrayList<>()).add(key);
      String name = Map.of("te", "test", "va", "validation", "tr", "train").get(part);
      miniature.add(name, key, label, () -> sunImage(file));
    }
    Packing.file(folder.resolve("SUN397.tar.gz"), Packing.gzip(Packing.tar(members)));
    lists.forEach(
        (part, keys) ->
            Packing.file(folder.resolve("sun397_tfds_" + part + ".txt"), Packing.text(keys)));
    return miniature;
  }

  /** At most 120,000 pixels of 126,000, through JPEG. */
  private static RgbImage sunImage(byte[] file) {
    Miniature one = new Miniature();
    one.photo("x", "x", 0, file);
    RgbImage image = one.pixels("x", "x");
    RgbImage fitting =
        image.height() == 300 ? OpenCv.resize(image, Math.sqrt(120_000 / 126_000.0)) : image;
    return OpenCv.throughJpeg(fitting, 95, Decoder.PILLOW);
  }

  private static Miniature patchCamelyon(Path folder) {
    Miniature miniature = new Miniature();
    patches(folder, miniature, "train", "train", 12);
    patches(folder, miniature, "validation", "valid", 4);
    patches(folder, miniature, "test", "test", 5);
    return miniature;
  }

  private static void patches(
      Path folder, Miniature miniature, String part, String name, int size) {
    byte[][][][] x = new byte[size][96][96][3];
    byte[][][][] y = new byte[size][1][1][1];
    for (int i = 0; i < size; i++) {
      int image = i + name.length();
      y[i][0][0][0] = (byte) (i * i / 3 % 2);
      for (int at = 0; at < 96 * 96 * 3; at++) {
        x[i][at / 288][at / 3 % 96][at % 3] = value(image, at / 288, at / 3 % 96, at % 3);
      }
      miniature.add(part, name + "_" + i, y[i][0][0][0], () -> computed(image, 96, 96));
    }
    String prefix = "camelyonpatch_level_2_split_" + name;
    Packing.file(
        folder.resolve(prefix + "_x.h5.gz"),
        Packing.gzip(
            Packing.hdf5(
                folder, Map.of("x", x), Map.of("x", new int[] {Math.min(5, size), 96, 96, 3}))));
    Packing.file(
        folder.resolve(prefix + "_y.h5.gz"),
        Packing.gzip(Packing.hdf5(folder, Map.of("y", y), Map.of())));
  }

  private static Miniature eurosat(Path folder) {
    return classFolders(folder.resolve("EuroSAT.zip"), "2750/", "Class%02d", 10, 5, "%s_%d.jpg");
  }

  private static Miniature resisc45(Path folder) {
    return classFolders(
        folder.resolve("NWPU-RESISC45.zip"), "NWPU-RESISC45/", "class_%02d", 45, 1, "%s_%03d.jpg");
  }

  private static Miniature classFolders(
      Path file, String root, String className, int classes, int each, String fileName) {
    Miniature miniature = new Miniature("jpg", 32, 32);
    Map<String, byte[]> members = new LinkedHashMap<>();
    for (int label = classes - 1; label >= 0; label--) {
      String name = String.format(Locale.ROOT, className, label);
      for (int i = 1; i <= each; i++) {
        String image = String.format(Locale.ROOT, fileName, name, i);
        members.put(root + name + "/" + image, miniature.photo("train", name + "_" + image, label));
      }
    }
    Packing.file(file, Packing.zip(members));
    return miniature;
  }

  private static Miniature retinopathy(Path folder) {
    Miniature miniature = new Miniature();
    byte[] eye = Photos.file("jpg", 60, 80, 3);
    RgbImage prepared = retina(eye);
    Map<String, byte[]> train = new LinkedHashMap<>();
    Map<String, byte[]> test = new LinkedHashMap<>();
    List<String> trainLabels = new ArrayList<>(List.of("image,level"));
    List<String> testLabels = new ArrayList<>(List.of("image,level,Usage"));
    for (int i = 0; i < 15; i++) {
      String key = String.format(Locale.ROOT, "%d_%s", i + 10, i % 2 == 0 ? "left" : "right");
      int level = i % 5;
      if (i < 8) {
        train.put("train/" + key + ".jpeg", eye);
        trainLabels.add(key + "," + level);
        miniature.add("train", key, level, () -> prepared);
      } else {
        boolean open = i % 3 == 0;
        test.put("test/" + key + ".jpeg", eye);
        testLabels.add(
            String.format(Locale.ROOT, "%s,%d,%s", key, level, open ? "Public" : "Private"));
        miniature.add(open ? "validation" : "test", key, level, () -> prepared);
      }
    }
    volumes(folder, "train.zip", Packing.zip(train), 5);
    volumes(folder, "test.zip", Packing.zip(test), 7);
    Packing.file(
        folder.resolve("trainLabels.csv.zip"),
        Packing.zip(Map.of("trainLabels.csv", Packing.text(trainLabels))));
    Packing.file(folder.resolve("retinopathy_solution.csv"), Packing.text(testLabels));
    return miniature;
  }

  private static RgbImage retina(byte[] file) {
    Miniature one = new Miniature();
    one.photo("x", "x", 0, file);
    return OpenCv.throughJpeg(Btgraham.prepared(one.pixels("x", "x"), 300), 72, Decoder.PILLOW);
  }

  private static void volumes(Path folder, String name, byte[] zip, int count) {
    int size = zip.length / count + 1;
    for (int i = 0; i < count; i++) {
      Packing.file(
          folder.resolve(String.format(Locale.ROOT, "%s.%03d", name, i + 1)),
          Arrays.copyOfRange(zip, i * size, Math.min(zip.length, (i + 1) * size)));
    }
  }

  private static Miniature clevr(Path folder, boolean count) {
    Miniature miniature = new Miniature("png", 32, 48);
    Map<String, byte[]> members = new LinkedHashMap<>();
    members.put("CLEVR_v1.0/README.txt", new byte[3]);
    clevrPart(members, miniature, "train", "train", 30, count);
    clevrPart(members, miniature, "validation", "val", 6, count);
    Packing.file(folder.resolve("CLEVR_v1.0.zip"), Packing.zip(members));
    return miniature;
  }

  private static void clevrPart(
      Map<String, byte[]> members,
      Miniature miniature,
      String part,
      String original,
      int size,
      boolean count) {
    List<String> scenes = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      String key = String.format(Locale.ROOT, "CLEVR_%s_%06d.png", original, i);
      int objects = 3 + i % 8;
      int closest = i % 6;
      double distance = List.of(7.5, 8.25, 8.75, 9.25, 9.75, 10.5).get(closest);
      List<String> list = new ArrayList<>();
      for (int object = 0; object < objects; object++) {
        list.add(
            String.format(
                Locale.ROOT,
                "{\"color\": \"red\", \"pixel_coords\": [%d, 20, %s], \"3d_coords\": [1.0, 2.0, 0.3]}",
                object,
                distance + (object == 1 ? 0 : object + 1)));
      }
      scenes.add(
          "{\"split\": \"%s\", \"image_filename\": \"%s\", \"objects\": [%s], \"relationships\": {}}"
              .formatted(original, key, String.join(", ", list)));
      members.put(
          "CLEVR_v1.0/images/%s/%s".formatted(original, key),
          miniature.photo(part, key, count ? objects - 3 : closest));
    }
    members.put(
        "CLEVR_v1.0/scenes/CLEVR_%s_scenes.json".formatted(original),
        "{\"info\": {\"version\": \"1.0\"}, \"scenes\": [%s]}"
            .formatted(String.join(",", scenes))
            .getBytes(StandardCharsets.UTF_8));
  }

  private static Miniature dmlab(Path folder) {
    Miniature miniature = new Miniature("jpg", 36, 48);
    Map<String, byte[]> members = new LinkedHashMap<>();
    for (String part : List.of("validation", "train", "test")) {
      for (int shard = 0; shard < 2; shard++) {
        List<byte[]> records = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
          String key = String.format(Locale.ROOT, "video_%d_%d_%s.jpg", shard, i, part);
          byte[] image = miniature.photo(part, key, i);
          records.add(
              Packing.tfExample(
                  Map.of("image", image, "filename", key.getBytes(StandardCharsets.UTF_8)),
                  Map.of("label", (long) i)));
        }
        members.put(
            String.format(Locale.ROOT, "dmlab-%s.tfrecord-%05d-of-00002", part, shard),
            Packing.tfRecords(records));
      }
    }
    Packing.file(folder.resolve("dmlab.tar.gz"), Packing.gzip(Packing.tar(members)));
    return miniature;
  }

  /** 20 videos of two images; NumPy draws 2 of them for test, then 2 for validation. */
  private static Miniature kitti(Path folder) {
    Miniature miniature = new Miniature("png", 30, 100);
    List<Integer> test = List.of(14, 5); // np.random.seed(123); choice(20 names, 2, False)
    List<Integer> validation = List.of(7, 11); // choice(the other 18 names, 2, False)
    Map<String, byte[]> images = new LinkedHashMap<>();
    Map<String, byte[]> labels = new LinkedHashMap<>();
    List<String> mapping = new ArrayList<>();
    List<String> order = new ArrayList<>();
    for (int image = 0; image < 40; image++) {
      int line = image * 7 % 40;
      int video = line / 2;
      order.add(String.valueOf(line + 1));
      int label = image % 4;
      String id = String.format(Locale.ROOT, "%06d", image);
      String part =
          test.contains(video) ? "test" : validation.contains(video) ? "validation" : "train";
      images.put("training/image_2/" + id + ".png", miniature.photo(part, id + ".png", label));
      labels.put("training/label_2/" + id + ".txt", Packing.text(kittiObjects(label)));
    }
    for (int line = 0; line < 40; line++) {
      mapping.add(
          String.format(
              Locale.ROOT, "2011_09_26 2011_09_26_drive_%04d_sync %010d", line / 2, line));
    }
    images.put("testing/image_2/000000.png", new byte[5]);
    Packing.file(folder.resolve("data_object_image_2.zip"), Packing.zip(images));
    Packing.file(folder.resolve("data_object_label_2.zip"), Packing.zip(labels));
    Packing.file(
        folder.resolve("devkit_object.zip"),
        Packing.zip(
            Map.of(
                "mapping/train_mapping.txt", Packing.text(mapping),
                "mapping/train_rand.txt", Packing.text(List.of(String.join(",", order))))));
    return miniature;
  }

  private static List<String> kittiObjects(int label) {
    String line = "%s 0.00 0 -1.57 1.0 2.0 3.0 4.0 1.5 1.6 3.9 -2.5 1.6 %s 0.10";
    List<String> objects = new ArrayList<>();
    objects.add(line.formatted("Pedestrian", "3.10"));
    objects.add(line.formatted("DontCare", "-1000"));
    if (label < 3) {
      objects.add(line.formatted("Car", List.of("8.00", "20.00", "20.01").get(label)));
      objects.add(line.formatted("Truck", "60.53"));
    }
    return objects;
  }

  private static Miniature dsprites(Path folder, boolean location) {
    Miniature miniature = new Miniature();
    int size = 90;
    byte[][][] images = new byte[size][64][64];
    long[][] latents = new long[size][6];
    for (int i = 0; i < size; i++) {
      latents[i] = new long[] {0, i % 3, i % 6, i * 7 % 40, i * 5 % 32, i % 32};
      byte[] grey = new byte[64 * 64];
      for (int at = 0; at < grey.length; at++) {
        int bit = (at / 64 + at % 64 + i) % 11 / 10;
        images[i][at / 64][at % 64] = (byte) bit;
        grey[at] = (byte) (bit * 255);
      }
      int label =
          (int) Math.floor(location ? latents[i][4] / (32 / 16.0) : latents[i][3] / (40 / 16.0));
      miniature.add("train", String.valueOf(i), label, () -> RgbImage.grey(64, 64, grey));
    }
    Packing.file(
        folder.resolve("dsprites_ndarray_co1sh3sc6or40x32y32_64x64.hdf5"),
        Packing.hdf5(
            folder,
            Map.of("imgs", images, "latents/classes", latents),
            Map.of("imgs", new int[] {23, 8, 16})));
    return miniature;
  }

  private static Miniature smallnorb(Path folder, boolean azimuth) {
    Miniature miniature = new Miniature();
    norbPart(folder, "smallnorb-5x46789x9x18x6x2x96x96-training-", miniature, "train", azimuth);
    norbPart(folder, "smallnorb-5x01235x9x18x6x2x96x96-testing-", miniature, "test", azimuth);
    return miniature;
  }

  private static void norbPart(
      Path folder, String prefix, Miniature miniature, String part, boolean azimuth) {
    int size = 20;
    int[] pairs = new int[size * 2 * 96 * 96];
    int[] infos = new int[size * 4];
    int[] categories = new int[size];
    for (int i = 0; i < size; i++) {
      infos[4 * i] = i % 5;
      infos[4 * i + 1] = i % 9;
      infos[4 * i + 2] = 2 * (i % 18);
      infos[4 * i + 3] = i % 6;
      categories[i] = i % 5;
      byte[] left = new byte[96 * 96];
      for (int at = 0; at < left.length; at++) {
        left[at] = value(i + part.length(), at / 96, at % 96, 0);
        pairs[i * 2 * left.length + at] = left[at];
        pairs[(i * 2 + 1) * left.length + at] = 255; // the right camera
      }
      miniature.add(
          part, String.valueOf(i), azimuth ? i % 18 : i % 9, () -> RgbImage.grey(96, 96, left));
    }
    Map.of(
            "dat", Packing.norb(true, pairs, size, 2, 96, 96),
            "cat", Packing.norb(false, categories, size),
            "info", Packing.norb(false, infos, size, 4))
        .forEach(
            (kind, content) ->
                Packing.file(folder.resolve(prefix + kind + ".mat.gz"), Packing.gzip(content)));
  }

  private static Matrix row(int[] values) {
    return Packing.matrix(MatlabType.Double, new int[] {1, values.length}, values);
  }

  private static int[] ints(List<Integer> values) {
    return values.stream().mapToInt(Integer::intValue).toArray();
  }

  /** Another value at almost every place of every image. */
  private static byte value(int image, int row, int column, int channel) {
    return (byte) (image * 31 + row * 7 + column * 3 + channel * 85 + row * column);
  }

  private static RgbImage computed(int image, int height, int width) {
    byte[] pixels = new byte[height * width * 3];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = value(image, i / 3 / width, i / 3 % width, i % 3);
    }
    return new RgbImage(height, width, pixels);
  }
}
