package org.e2vpt.harness.data;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableListMultimap;
import com.google.gson.Gson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.e2vpt.harness.data.archive.Archive;
import org.e2vpt.harness.data.archive.Packing;
import org.e2vpt.harness.data.archive.TarArchive;
import org.e2vpt.harness.data.archive.ZipArchive;
import org.e2vpt.harness.data.fgvc.FgvcMiniatures;
import org.e2vpt.harness.data.image.Decoder;
import org.e2vpt.harness.data.image.Photos;
import org.e2vpt.harness.data.source.Example;
import org.e2vpt.harness.data.source.Part;
import org.e2vpt.harness.data.source.Scale;
import org.e2vpt.harness.data.source.TaskData;
import org.e2vpt.harness.data.vtab.VtabMiniatures;
import org.e2vpt.harness.fuzz.Fuzz;
import org.e2vpt.harness.fuzz.Fuzz.Target;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whole tasks, one file of which is damaged, or one member of a file: they are read as the program
 * reads them, and the first images of each part are decoded. The mutations of one format are
 * divided among all these files.
 */
class TaskFuzzTest {

  private static final Scale SCALE = Scale.miniature(8, 2);
  private static final int DECODED = 2;

  /** They take most of the time, and have nothing that others do not have. */
  private static final Set<String> LEFT_TO_THE_PROFILE =
      Set.of("caltech101", "diabetic_retinopathy", "fgvc_nabirds", "fgvc_dogs");

  private static final boolean PROFILE = Integer.getInteger("mutations", 0) > 0;

  /** Members that have a form of their own, damaged within archives that are right. */
  private static final ImmutableListMultimap<String, String> MEMBERS =
      ImmutableListMultimap.<String, String>builder()
          .put("clevr_count", "CLEVR_v1.0.zip!CLEVR_v1.0/scenes/CLEVR_train_scenes.json")
          .put("clevr_dist", "CLEVR_v1.0.zip!CLEVR_v1.0/scenes/CLEVR_val_scenes.json")
          .put("diabetic_retinopathy", "trainLabels.csv.zip!trainLabels.csv")
          .put("kitti", "devkit_object.zip!mapping/train_mapping.txt")
          .put("kitti", "devkit_object.zip!mapping/train_rand.txt")
          .put("kitti", "data_object_label_2.zip!training/label_2/000000.txt")
          .put("cifar", "cifar-100-binary.tar.gz!cifar-100-binary/train.bin")
          .put("dtd", "dtd-r1.0.1.tar.gz!dtd/labels/train1.txt")
          .put("dmlab", "dmlab.tar.gz!dmlab-train.tfrecord-00000-of-00002")
          .put("fgvc_cub", "CUB_200_2011.tgz!CUB_200_2011/images.txt")
          .put("fgvc_cub", "CUB_200_2011.tgz!CUB_200_2011/image_class_labels.txt")
          .put("fgvc_cub", "CUB_200_2011.tgz!CUB_200_2011/train_test_split.txt")
          .put("fgvc_dogs", "lists.tar!train_list.mat")
          .put("vtab-1k:eurosat", "vtab-1k.zip!vtab-1k/eurosat/train800.txt")
          .build();

  private static Path all;

  @BeforeAll
  static void makeFolder() throws IOException {
    all = Fuzz.folder();
  }

  @AfterAll
  static void delete() throws IOException {
    Fuzz.delete(all);
  }

  /** A file of a task, and perhaps a member of it. */
  private record Place(String task, Path root, Path file, String member) {}

  static Stream<Target> everyTask() throws IOException {
    List<Place> places = new ArrayList<>();
    for (String task : DataSets.ofFiles()) {
      Path root = all.resolve(task);
      if (DataSets.get(task).group() == Group.FGVC) {
        FgvcMiniatures.write(task, root);
      } else {
        VtabMiniatures.write(TaskSpecs.of(task), root);
      }
      places.addAll(places(task, root));
    }
    writeLists(all.resolve("fgvc_cub"));
    places.addAll(places("fgvc_cub", all.resolve("fgvc_cub")));
    writePrepared(all.resolve("prepared"));
    places.addAll(places("vtab-1k:eurosat", all.resolve("prepared")));
    List<Place> wanted =
        places.stream()
            .distinct()
            .filter(place -> PROFILE || !LEFT_TO_THE_PROFILE.contains(place.task))
            .toList();
    List<Target> targets = new ArrayList<>();
    for (Place place : wanted) {
      targets.add(target(place, wanted.size()));
    }
    return targets.stream();
  }

  @ParameterizedTest
  @MethodSource
  void everyTask(Target target) throws Exception {
    Fuzz.run(target);
  }

  private static List<Place> places(String task, Path root) throws IOException {
    List<Place> places = new ArrayList<>();
    for (Path file : files(root)) {
      places.add(new Place(task, root, file, ""));
      String prefix = file.getFileName() + "!";
      MEMBERS.get(task).stream()
          .filter(member -> member.startsWith(prefix))
          .forEach(
              member -> places.add(new Place(task, root, file, member.substring(prefix.length()))));
    }
    return places;
  }

  private static List<Path> files(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  /** VPT's lists, of the parts that are drawn without them. */
  private static void writeLists(Path root) throws IOException {
    TaskData data = TaskSource.ofFiles("fgvc_cub").read(root, SCALE);
    Map<String, Map<String, Integer>> lists = new TreeMap<>();
    for (Part part : data.parts()) {
      String name = part.name().equals("test") ? "test" : "train";
      for (Example example : part.examples()) {
        lists.computeIfAbsent(name, list -> new TreeMap<>()).put(example.key(), example.label());
      }
    }
    Map<String, Integer> train = lists.get("train");
    Map<String, Integer> val = new TreeMap<>();
    train.forEach(
        (key, label) -> {
          if (!val.containsValue(label)) { // of two images of each class, one
            val.put(key, label);
          }
        });
    train.keySet().removeAll(val.keySet());
    lists.put("val", val);
    lists.forEach(
        (name, list) ->
            Packing.file(
                root.resolve("fgvc_cub/%s.json".formatted(name)),
                new Gson().toJson(list).getBytes(UTF_8)));
  }

  private static void writePrepared(Path root) {
    byte[] photo = Photos.file("jpg", 16, 16, 1);
    Map<String, byte[]> members = new LinkedHashMap<>();
    for (String part : List.of("train800", "val200", "test")) {
      List<String> lines = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        String image = String.format(Locale.ROOT, "images/%s/%06d.jpg", part, i);
        lines.add(String.format(Locale.ROOT, "%s %d", image, 2 * i));
        members.put("vtab-1k/eurosat/" + image, photo);
      }
      members.put("vtab-1k/eurosat/" + part + ".txt", Packing.text(lines));
    }
    Packing.file(root.resolve("vtab-1k/vtab-1k.zip"), Packing.zip(members));
  }

  private static Target target(Place place, int among) throws IOException {
    byte[] content = Files.readAllBytes(place.file);
    Path relative = place.root.relativize(place.file);
    Fuzz.Reader reader =
        (damaged, folder) -> {
          Path root = linked(place, folder);
          Files.write(root.resolve(relative), damaged);
          TaskData data = TaskSource.ofFiles(place.task).read(root, SCALE);
          data.read(
              data.parts(),
              (part, position, image) -> {
                if (position < DECODED && !place.task.equals("diabetic_retinopathy")) {
                  image.decode(Decoder.PILLOW);
                }
              });
        };
    Fuzz.Documented named = Fuzz.ioException("(?s).*(" + names(place) + ").*");
    String name = "task %s, %s".formatted(place.task, relative.getFileName());
    if (place.member.isEmpty()) {
      return new Target(name, List.of(content), damaged -> damaged, reader, named, among);
    }
    boolean zip = relative.toString().endsWith(".zip");
    Archive archive = zip ? ZipArchive.of(place.file) : TarArchive.of(place.file);
    Map<String, byte[]> members = new LinkedHashMap<>();
    archive.readAll((member, in) -> members.put(member, in.readAllBytes()));
    return new Target(
        name + "!" + place.member.replaceAll(".*/", ""),
        List.of(members.get(place.member)),
        damaged -> {
          Map<String, byte[]> changed = new LinkedHashMap<>(members);
          changed.put(place.member, damaged);
          return zip ? Packing.zip(changed) : Packing.tar(changed);
        },
        reader,
        named,
        among);
  }

  /** By what a message may name what is damaged: a file of the task, its data set, or the task. */
  private static String names(Place place) throws IOException {
    return Stream.concat(
            Stream.of(place.task, place.member.replaceAll(".*/", "")),
            files(place.root).stream()
                .flatMap(file -> Stream.of(file, file.getParent()))
                .map(file -> file.getFileName().toString().replaceAll("\\.0[0-9]+$", "")))
        .filter(name -> !name.isEmpty())
        .distinct()
        .map(Pattern::quote)
        .collect(Collectors.joining("|"));
  }

  /** The files of a task for one thread: links to them, but for the damaged one. */
  private static Path linked(Place place, Path folder) throws IOException {
    Path root = folder.resolve("data");
    if (Files.exists(root)) {
      return root;
    }
    for (Path file : files(place.root)) {
      Path link = root.resolve(place.root.relativize(file));
      Files.createDirectories(link.getParent());
      if (!file.equals(place.file)) {
        Files.createSymbolicLink(link, file);
      }
    }
    return root;
  }
}
