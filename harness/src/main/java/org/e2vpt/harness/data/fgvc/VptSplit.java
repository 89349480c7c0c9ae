package org.e2vpt.harness.data.fgvc;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import com.google.gson.reflect.TypeToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.e2vpt.harness.data.source.DatasetFolder;
import org.e2vpt.harness.data.source.Example;

/**
 * The lists that VPT published for a data set: {@code train.json}, {@code val.json}, {@code
 * test.json}, each an object of image paths and class numbers. VPT numbers the classes of each file
 * on its own, in ascending order.
 */
record VptSplit(
    ImmutableList<Example> train, ImmutableList<Example> val, ImmutableList<Example> test) {

  private static final TypeToken<Map<String, Integer>> LIST = new TypeToken<>() {};

  /** Whether somebody put one of the lists into the folder. */
  static boolean isIn(DatasetFolder folder) {
    return folder.has("train.json") || folder.has("val.json") || folder.has("test.json");
  }

  /**
   * Reads the lists.
   *
   * @param classes how many each must have, lest labels differ from file to file
   * @throws IOException naming the list that is missing, of another form or of other classes
   */
  static VptSplit read(DatasetFolder folder, int classes) throws IOException {
    return new VptSplit(
        list(folder.file("train.json"), classes),
        list(folder.file("val.json"), classes),
        list(folder.file("test.json"), classes));
  }

  private static ImmutableList<Example> list(Path file, int classes) throws IOException {
    Map<String, Integer> numbers = parse(file);
    List<Integer> ids = ImmutableSortedSet.copyOf(numbers.values()).asList();
    if (ids.size() != classes) {
      throw new IOException(
          "%s has %d classes, expected %d: VPT numbers the classes of each list on its own, so the"
                  .formatted(file, ids.size(), classes)
              + " labels of the three would not agree");
    }
    List<Example> examples = new ArrayList<>();
    numbers.forEach((path, id) -> examples.add(new Example(path, ids.indexOf(id))));
    return FgvcSource.sorted(examples);
  }

  private static Map<String, Integer> parse(Path file) throws IOException {
    try {
      Map<String, Integer> numbers = new Gson().fromJson(Files.readString(file), LIST);
      if (numbers != null && !numbers.containsValue(null)) {
        return numbers;
      }
      throw new JsonParseException("it is empty");
    } catch (JsonParseException e) {
      throw new IOException(
          "%s: expected an object such as {\"a/b.jpg\": 1}: %s".formatted(file, e.getMessage()), e);
    }
  }
}
