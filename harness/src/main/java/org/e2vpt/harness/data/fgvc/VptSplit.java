package org.e2vpt.harness.data.fgvc;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedSet;
import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import com.google.gson.reflect.TypeToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.e2vpt.harness.data.archive.Archive;
import org.e2vpt.harness.data.archive.ZipArchive;
import org.e2vpt.harness.data.source.Example;
import org.e2vpt.harness.data.source.Originals;

/**
 * The lists that VPT published for a data set: {@code train.json}, {@code val.json}, {@code
 * test.json}, each an object of image paths and class numbers. VPT numbers the classes of each file
 * on its own, in ascending order.
 *
 * <p>They are taken from the data set's own folder, or else from the published archive of all five,
 * which has a folder for each data set.
 */
record VptSplit(
    ImmutableList<Example> train, ImmutableList<Example> val, ImmutableList<Example> test) {

  private static final TypeToken<Map<String, Integer>> LIST = new TypeToken<>() {};
  private static final ImmutableList<String> NAMES =
      ImmutableList.of("train.json", "val.json", "test.json");
  private static final ImmutableList<String> ARCHIVES =
      ImmutableList.of("json.zip", "fgvc_split.zip");

  /** How the folder of a data set begins in the archives, without hyphens and in small letters. */
  private static final ImmutableMap<String, String> FOLDERS =
      ImmutableMap.of(
          "fgvc_cub", "cub",
          "fgvc_nabirds", "nabirds",
          "fgvc_flowers", "oxfordflower",
          "fgvc_dogs", "stanforddogs",
          "fgvc_cars", "stanfordcars");

  /** Flowers' lists name the folder in the archive of the images, which keys leave out. */
  private static final String FLOWERS_FOLDER = "jpg/";

  /** The files that hold the lists of a task; none if nobody put one of them there. */
  static ImmutableList<Path> files(String task, Path root) {
    Originals folder = Originals.of(root, task);
    if (NAMES.stream().anyMatch(folder::has)) {
      return NAMES.stream().map(folder.path()::resolve).collect(ImmutableList.toImmutableList());
    }
    Path archives = root.resolve("fgvc_splits");
    return ARCHIVES.stream()
        .filter(archive -> FOLDERS.containsKey(task)) // they hold the lists of these alone
        .map(archives::resolve)
        .filter(Files::exists)
        .limit(1)
        .collect(ImmutableList.toImmutableList());
  }

  /**
   * Reads the lists, if they are there.
   *
   * @param classes how many each must have, lest labels differ from file to file
   * @throws IOException naming the list that is missing, of another form or of other classes
   */
  static Optional<VptSplit> read(String task, Path root, int classes) throws IOException {
    List<Path> files = files(task, root);
    if (files.isEmpty()) {
      return Optional.empty();
    }
    List<ImmutableList<Example>> lists = new ArrayList<>();
    for (String name : NAMES) {
      lists.add(
          files.size() == 1
              ? packed(task, files.get(0), name, classes)
              : loose(Originals.of(root, task).file(name), classes));
    }
    return Optional.of(new VptSplit(lists.get(0), lists.get(1), lists.get(2)));
  }

  private static ImmutableList<Example> loose(Path file, int classes) throws IOException {
    return list(
        new String(Files.readAllBytes(file), StandardCharsets.UTF_8), file.toString(), classes);
  }

  private static ImmutableList<Example> packed(String task, Path file, String name, int classes)
      throws IOException {
    Archive archive = ZipArchive.of(file);
    List<String> found =
        archive.names().stream().filter(member -> isListOf(task, member, name)).toList();
    if (found.size() != 1) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s has %d files such as '%s…/%s', expected one; put train.json, val.json and test.json into %s instead",
              file,
              found.size(),
              FOLDERS.get(task),
              name,
              file.resolveSibling("").resolveSibling(task)));
    }
    return list(
        new String(archive.bytes(found.get(0)), StandardCharsets.UTF_8),
        archive.name() + "!" + found.get(0),
        classes);
  }

  private static boolean isListOf(String task, String member, String name) {
    String[] path = member.split("/");
    return path.length > 1
        && path[path.length - 1].equals(name)
        && Stream.of(path)
            .limit(path.length - 1)
            .map(folder -> folder.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", ""))
            .anyMatch(folder -> folder.startsWith(FOLDERS.getOrDefault(task, task)));
  }

  private static ImmutableList<Example> list(String text, String place, int classes)
      throws IOException {
    Map<String, Integer> numbers = parse(text, place);
    List<Integer> ids = ImmutableSortedSet.copyOf(numbers.values()).asList();
    if (ids.size() != classes) {
      throw new IOException(
          String.format(
                  Locale.ROOT,
                  "%s has %d classes, expected %d: VPT numbers the classes of each list on its own, so the",
                  place,
                  ids.size(),
                  classes)
              + " labels of the three would not agree");
    }
    List<Example> examples = new ArrayList<>();
    numbers.forEach(
        (path, id) ->
            examples.add(
                new Example(
                    path.startsWith(FLOWERS_FOLDER)
                        ? path.substring(FLOWERS_FOLDER.length())
                        : path,
                    ids.indexOf(id))));
    return FgvcSource.sorted(examples);
  }

  private static Map<String, Integer> parse(String text, String place) throws IOException {
    try {
      Map<String, Integer> numbers = new Gson().fromJson(text, LIST);
      if (numbers != null && !numbers.containsValue(null)) {
        return numbers;
      }
      throw new JsonParseException("it is empty");
    } catch (JsonParseException e) {
      throw new IOException(
          "%s: expected an object such as {\"a/b.jpg\": 1}: %s".formatted(place, e.getMessage()),
          e);
    }
  }
}
