package org.e2vpt.harness.data.vtab;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.e2vpt.harness.data.archive.Archive;
import org.e2vpt.harness.data.archive.Lines;
import org.e2vpt.harness.data.archive.ZipArchive;
import org.e2vpt.harness.data.source.Example;
import org.e2vpt.harness.data.source.Images;
import org.e2vpt.harness.data.source.MemberImages;
import org.e2vpt.harness.data.source.Originals;
import org.e2vpt.harness.data.source.Part;
import org.e2vpt.harness.data.source.SourceData;

/**
 * KITTI's object detection: PNG files, a text file with the objects of each, and the development
 * kit, which says from which video an image is. TFDS put whole videos into validation and test.
 * Keys are {@code 000000.png}.
 */
final class Kitti {

  private static final int CLASSES = 4;
  private static final int PARTS = 3;
  private static final int SEED = 123;
  private static final int HELD_OUT_PERCENT = 10;
  private static final Set<String> VEHICLES = Set.of("Car", "Van", "Truck");

  /** What VTAB takes if there is no vehicle, in metres. */
  private static final float FAR = 1000;

  private static final int TYPE = 0;
  private static final int Z = 13;
  private static final int COLUMNS = 15;
  private static final Pattern LABELS = Pattern.compile("training/label_2/(?<id>[0-9]{6})\\.txt");

  private Kitti() {}

  static SourceData read(Originals folder) throws IOException {
    Map<String, Integer> labels = labels(ZipArchive.of(folder.file("data_object_label_2.zip")));
    Images images =
        new MemberImages(
            ZipArchive.of(folder.file("data_object_image_2.zip")), "training/image_2/"::concat);
    SortedMap<String, List<Integer>> videos =
        videos(ZipArchive.of(folder.file("devkit_object.zip")));
    List<String> names = List.copyOf(videos.keySet());
    if (names.size() < PARTS) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "devkit_object.zip lists images of %d videos, too few for %d parts: fetch it again",
              names.size(),
              PARTS));
    }
    int held = Math.max(1, names.size() * HELD_OUT_PERCENT / 100);
    NumPyRandom random = new NumPyRandom(SEED);
    List<String> test = random.choice(names, held);
    List<String> others = names.stream().filter(name -> !test.contains(name)).toList();
    List<String> validation = random.choice(others, held);
    List<String> train = others.stream().filter(name -> !validation.contains(name)).toList();
    return SourceData.inTfdsOrder(
        folder.dataset(),
        CLASSES,
        new Part("train", examples(train, videos, labels), images),
        new Part("validation", examples(validation, videos, labels), images),
        new Part("test", examples(test, videos, labels), images));
  }

  private static List<Example> examples(
      List<String> names, Map<String, List<Integer>> videos, Map<String, Integer> labels)
      throws IOException {
    List<Example> examples = new ArrayList<>();
    for (String name : names) {
      for (int image : videos.getOrDefault(name, List.of())) {
        String id = String.format(Locale.ROOT, "%06d", image);
        Integer label = labels.get(id);
        if (label == null) {
          throw new IOException(
              "data_object_label_2.zip lacks the labels of image %s, which devkit_object.zip lists:"
                      .formatted(id)
                  + " fetch both again");
        }
        examples.add(new Example(id + ".png", label));
      }
    }
    return examples;
  }

  /** The labels by the images' numbers. */
  private static Map<String, Integer> labels(Archive archive) throws IOException {
    Map<String, Integer> labels = new HashMap<>();
    archive.readMatching(
        LABELS,
        (member, content) -> {
          Matcher matcher = LABELS.matcher(member);
          String id = matcher.matches() ? matcher.group("id") : "";
          String place = archive.place(member);
          labels.put(id, label(Lines.of(archive.whole(member, content), place), place));
        });
    return labels;
  }

  /**
   * The class of the closest vehicle's distance.
   *
   * @param objects lines of a type and 14 numbers, of which the 13th is the depth
   * @param place where they were read, for messages
   */
  static int label(List<String> objects, String place) throws IOException {
    float closest = FAR;
    for (String object : objects) {
      List<String> columns = Splitter.on(' ').splitToList(object);
      if (columns.size() != COLUMNS || !columns.get(Z).matches("-?[0-9]+(\\.[0-9]+)?")) {
        throw new IOException(
            "%s: expected a type and 14 numbers, got '%s'".formatted(place, object));
      }
      if (VEHICLES.contains(columns.get(TYPE))) {
        closest = Math.min(closest, (float) Double.parseDouble(columns.get(Z)));
      }
    }
    return Thresholds.KITTI.label(closest);
  }

  /** The images of each video: image i is on line {@code train_rand[i]} of the mapping. */
  private static SortedMap<String, List<Integer>> videos(Archive devkit) throws IOException {
    List<String> mapping = devkit.lines("mapping/train_mapping.txt");
    String order = new String(devkit.bytes("mapping/train_rand.txt"), StandardCharsets.UTF_8);
    SortedMap<String, List<Integer>> videos = new TreeMap<>();
    int image = 0;
    for (String number : Splitter.on(',').trimResults().omitEmptyStrings().split(order)) {
      int line = number.matches("[0-9]{1,6}") ? Integer.parseInt(number) : 0;
      List<String> columns =
          line < 1 || line > mapping.size()
              ? List.of()
              : Splitter.on(' ').splitToList(mapping.get(line - 1));
      if (columns.size() < 2) {
        throw new IOException(
            "%s: mapping/train_rand.txt says '%s', but mapping/train_mapping.txt has no such line"
                .formatted(devkit.name(), number));
      }
      videos.computeIfAbsent(columns.get(1), name -> new ArrayList<>()).add(image++);
    }
    return videos;
  }
}
