package org.e2vpt.harness.data.source;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The three parts of a task before their pixels are read: hyper-parameters are searched on train
 * and val, test is looked at once.
 *
 * @param task its id
 * @param classes C, the number of classes
 */
public record TaskData(String task, int classes, Origin origin, Part train, Part val, Part test) {

  /**
   * Requires something to learn, to choose by and to measure, labels in 0..C-1, and no image in two
   * parts.
   *
   * @throws IllegalArgumentException naming the task, the part and the example
   */
  public TaskData {
    Map<Images, Map<String, String>> partOfKey = new HashMap<>();
    for (Part part : List.of(train, val, test)) {
      Map<String, String> taken =
          partOfKey.computeIfAbsent(part.images(), source -> new HashMap<>());
      if (part.size() == 0) {
        throw new IllegalArgumentException(
            "%s has no image in its part '%s'".formatted(task, part.name()));
      }
      for (Example example : part.examples()) {
        if (example.label() < 0 || example.label() >= classes) {
          throw new IllegalArgumentException(
              String.format(
                  Locale.ROOT,
                  "%s has %d classes, but '%s' of its part '%s' is of class %d",
                  task,
                  classes,
                  example.key(),
                  part.name(),
                  example.label()));
        }
        String other = taken.put(example.key(), part.name());
        if (other != null) {
          throw new IllegalArgumentException(
              "%s has '%s' in its parts '%s' and '%s'"
                  .formatted(task, example.key(), other, part.name()));
        }
      }
    }
  }

  /** Gets the images of a pass. */
  @FunctionalInterface
  public interface Visitor {

    /**
     * Takes an image.
     *
     * @param position of the example in its part
     */
    void image(Part part, int position, Undecoded image) throws IOException;
  }

  /** Train, val and test. */
  public ImmutableList<Part> parts() {
    return ImmutableList.of(train, val, test);
  }

  /**
   * Shows every image of these parts once, in the order of the archives. Parts whose pixels lie in
   * the same source are read in one pass.
   *
   * @throws IOException naming the archive, and the image if one is missing or broken
   */
  public void read(List<Part> wanted, Visitor visitor) throws IOException {
    Map<Images, Map<String, Place>> sources = new HashMap<>();
    for (Part part : wanted) {
      Map<String, Place> places = sources.computeIfAbsent(part.images(), key -> new HashMap<>());
      for (int i = 0; i < part.size(); i++) {
        places.put(part.examples().get(i).key(), new Place(part, i));
      }
    }
    for (Map.Entry<Images, Map<String, Place>> source : sources.entrySet()) {
      Map<String, Place> places = source.getValue();
      source
          .getKey()
          .read(
              places.keySet(),
              (key, image) -> {
                Place place = places.get(key);
                if (place != null) {
                  visitor.image(place.part, place.position, image);
                }
              });
    }
  }

  private record Place(Part part, int position) {}
}
