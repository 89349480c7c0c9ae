package org.e2vpt.harness.data.cache;

import com.google.common.hash.Hashing;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.e2vpt.harness.data.image.LabelledImages;
import org.e2vpt.harness.data.image.RgbImage;
import org.e2vpt.harness.data.source.Part;
import org.e2vpt.harness.data.source.TaskData;
import org.e2vpt.harness.data.source.Undecoded;
import org.e2vpt.harness.file.ProcessLock;
import org.e2vpt.harness.text.FileErrors;

/**
 * The decoded images of one task: a file for each of train, val and test, which is built once and
 * mapped into memory by every trial. A file that was built out of other inputs or by another
 * version, and one that was cut or is damaged in its head, is built again; the three are built in
 * one pass through the archives. Of several processes one builds, and the others wait.
 *
 * <p>Pixels are stored as they were decoded, 3 bytes each. The largest test sets take 37 GB
 * (Retinopathy), 12 GB (DMLab), 8 GB (SUN397), 7 GB each (the two of CLEVR) and 6 GB (Flowers). Of
 * FGVC, training images are stored with their shorter side at 256 pixels, about 0.27 MB each, and
 * the others as the squares that are measured, 0.15 MB: 10 GB for NABirds.
 *
 * @param folder of the files
 * @param suffix of their names, for tasks that are stored in several ways
 */
public record ImageCache(Path folder, String suffix) {

  /** Raise it if the same inputs are stored as other pixels. */
  private static final int VERSION = 1;

  private static final List<String> PARTS = List.of("train", "val", "test");

  /** Reads the keys of the task, if a file has to be built. */
  @FunctionalInterface
  public interface Source {
    TaskData read() throws IOException;
  }

  /** What is stored of an image. */
  @FunctionalInterface
  public interface Stored {
    RgbImage apply(Part part, Undecoded image) throws IOException;
  }

  /**
   * The images of train, val and test.
   *
   * @param inputs a text that differs whenever the source gives other images
   * @throws IOException naming the archive or the file that is the matter
   */
  public List<LabelledImages> open(String inputs, Source source, Stored stored) throws IOException {
    String identity = identity(inputs);
    if (!missing(identity).isEmpty()) {
      try (ProcessLock lock = lock()) {
        build(identity, source, stored);
      }
    }
    List<LabelledImages> images = new ArrayList<>();
    for (String part : PARTS) {
      CacheHeader header =
          CacheHeader.read(file(part))
              .filter(head -> head.identity().equals(identity))
              .orElseThrow(
                  () ->
                      new IOException(
                          "%s was built again by another version of this program"
                              .formatted(file(part))));
      images.add(MappedImages.open(file(part), header));
    }
    return images;
  }

  private ProcessLock lock() throws IOException {
    try {
      return ProcessLock.take(folder.resolve("build.lock"), () -> {});
    } catch (InterruptedIOException e) {
      throw e;
    } catch (IOException e) {
      throw new IOException(
          "cannot write into %s, where decoded images are kept: %s; choose another folder of the data by -Ddata.root"
              .formatted(folder, FileErrors.describe(e)),
          e);
    }
  }

  private static String identity(String inputs) {
    return Hashing.sha256()
        .hashString(
            String.format(Locale.ROOT, "cache %d\n%s", VERSION, inputs), StandardCharsets.UTF_8)
        .toString();
  }

  /** The file of a part. */
  private Path file(String part) {
    return folder.resolve(part + suffix + ".images");
  }

  private List<String> missing(String identity) {
    return PARTS.stream().filter(part -> !isBuilt(part, identity)).toList();
  }

  private boolean isBuilt(String part, String identity) {
    Path file = file(part);
    if (!Files.exists(file)) {
      return false;
    }
    try {
      return CacheHeader.read(file).filter(head -> head.identity().equals(identity)).isPresent();
    } catch (IOException e) {
      System.err.println(e.getMessage() + "; it is built again");
      return false;
    }
  }

  private void build(String identity, Source source, Stored stored) throws IOException {
    List<String> missing = missing(identity); // another process may have built them meanwhile
    if (missing.isEmpty()) {
      return;
    }
    TaskData data = source.read();
    List<Part> parts = data.parts().stream().filter(part -> missing.contains(part.name())).toList();
    List<CacheWriter> writers = new ArrayList<>();
    try {
      for (Part part : parts) {
        writers.add(new CacheWriter(file(part.name()), identity, part));
      }
      try (Decoding decoding = new Decoding()) {
        data.read(
            parts,
            (part, position, image) ->
                decoding.add(
                    () -> stored.apply(part, image),
                    decoded -> writers.get(parts.indexOf(part)).add(position, decoded)));
        decoding.finish();
      }
      for (CacheWriter writer : writers) {
        writer.finish();
      }
    } finally {
      for (CacheWriter writer : writers) {
        writer.close();
      }
    }
  }
}
