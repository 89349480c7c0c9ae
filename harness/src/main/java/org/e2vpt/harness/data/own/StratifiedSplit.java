package org.e2vpt.harness.data.own;

import com.google.common.collect.ImmutableMap;
import com.google.common.hash.Hashing;
import com.google.common.math.IntMath;
import java.io.IOException;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.e2vpt.harness.text.Amounts;

/**
 * Train, val and test of a folder, and how those of them were made that it has not: of each class a
 * fifth of the images, in the order of a hash of seed and name, so that they are the same on every
 * machine.
 *
 * @param classOfImage by part and by the image's path below the folder
 * @param note what was made, in a clause; empty if nothing was
 */
record StratifiedSplit(Map<String, Map<String, String>> classOfImage, Optional<String> note) {

  private static final int SEED = 1;

  /** The part of a class that becomes val, and test. */
  private static final int FIFTH = 5;

  /**
   * Makes what is missing.
   *
   * @param found the class of each image by part; the only part of a folder of classes has no name
   * @throws IOException if a class has too few images to be divided
   */
  static StratifiedSplit of(Path folder, ImmutableMap<String, Map<String, String>> found)
      throws IOException {
    if (found.size() == 3) {
      return new StratifiedSplit(found, Optional.empty());
    }
    Map<String, String> train = new TreeMap<>();
    Map<String, String> val = new TreeMap<>();
    Map<String, String> test = new TreeMap<>();
    boolean measured = found.size() == 2;
    String first = found.keySet().iterator().next();
    divide(folder, found.values().iterator().next(), measured, train, val, test);
    String note = "a seeded stratified split (seed %s) took a fifth of each class".formatted(SEED);
    if (measured) {
      String other = found.keySet().asList().get(1);
      test.putAll(found.getOrDefault(other, Map.of()));
      note +=
          " of %s as val, to choose settings by; final runs are measured on %s"
              .formatted(first, other);
    } else {
      note += "%s as val and another as test".formatted(first.isEmpty() ? "" : " of " + first);
    }
    Map<String, Map<String, String>> parts = new LinkedHashMap<>();
    parts.put("train", train);
    parts.put("val", val);
    parts.put("test", test);
    return new StratifiedSplit(parts, Optional.of(note));
  }

  private static void divide(
      Path folder,
      Map<String, String> classOfImage,
      boolean measured,
      Map<String, String> train,
      Map<String, String> val,
      Map<String, String> test)
      throws IOException {
    Map<String, List<String>> imagesOf = new TreeMap<>();
    classOfImage.forEach(
        (image, name) -> imagesOf.computeIfAbsent(name, key -> new ArrayList<>()).add(image));
    int fewest = measured ? 2 : 3;
    List<String> small = new ArrayList<>();
    imagesOf.forEach(
        (name, images) -> {
          if (images.size() < fewest) {
            small.add(name);
            return;
          }
          images.sort(Comparator.comparing(StratifiedSplit::rank));
          int fifth = Math.max(1, IntMath.divide(images.size(), FIFTH, RoundingMode.HALF_UP));
          for (int i = 0; i < images.size(); i++) {
            Map<String, String> part = i < fifth ? val : i < 2 * fifth && !measured ? test : train;
            part.put(images.get(i), name);
          }
        });
    if (!small.isEmpty()) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: a class needs %d images or more to be divided into %s, and fewer are in %d of %s; the first is '%s': add images to each, or remove it",
              folder,
              fewest,
              measured ? "train and val" : "train, val and test",
              small.size(),
              Amounts.count(imagesOf.size(), "class"),
              small.get(0)));
    }
  }

  private static String rank(String image) {
    return Hashing.sha256().hashString(SEED + "\n" + image, StandardCharsets.UTF_8).toString();
  }
}
