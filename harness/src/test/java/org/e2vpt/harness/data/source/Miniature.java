package org.e2vpt.harness.data.source;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.e2vpt.harness.data.image.Decoder;
import org.e2vpt.harness.data.image.ImageFiles;
import org.e2vpt.harness.data.image.Photos;
import org.e2vpt.harness.data.image.RgbImage;

/** What somebody who wrote a small data set knows of it, to be compared with what is read. */
public final class Miniature {

  private final Map<String, Map<String, Integer>> labels = new TreeMap<>();
  private final Map<String, Map<String, Supplier<RgbImage>>> pixels = new HashMap<>();

  /** Some photos, of which many images are copies: writing JPEG takes time. */
  private final List<byte[]> photos = new ArrayList<>();

  private final String format;

  /**
   * Nothing yet.
   *
   * @param format of the photos, {@code jpg} or {@code png}
   * @param height of the smallest, in pixels
   */
  public Miniature(String format, int height, int width) {
    this.format = format;
    for (int i = 0; i < 7; i++) {
      photos.add(Photos.file(format, height + i, width + 2 * i, i));
    }
  }

  /** Of raw pixels. */
  public Miniature() {
    this("png", 1, 1);
  }

  /** Adds an image and gives the photo that shall be its file. */
  public byte[] photo(String part, String key, int label) {
    byte[] file = photos.get(Math.floorMod(key.hashCode(), photos.size()));
    return photo(part, key, label, file);
  }

  /** Adds an image whose file is given. */
  public byte[] photo(String part, String key, int label, byte[] file) {
    add(
        part,
        key,
        label,
        () -> {
          try {
            return ImageFiles.decode(file, key + "." + format, Decoder.PILLOW);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
    return file;
  }

  /** Adds an image. */
  public void add(String part, String key, int label, Supplier<RgbImage> image) {
    labels.computeIfAbsent(part, name -> new TreeMap<>()).put(key, label);
    pixels.computeIfAbsent(part, name -> new HashMap<>()).put(key, image);
  }

  /** The parts' names. */
  public Iterable<String> parts() {
    return labels.keySet();
  }

  /** The labels of a part by key. */
  public Map<String, Integer> labels(String part) {
    return labels.get(part);
  }

  /** The pixels of an image. */
  public RgbImage pixels(String part, String key) {
    return pixels.get(part).get(key).get();
  }
}
