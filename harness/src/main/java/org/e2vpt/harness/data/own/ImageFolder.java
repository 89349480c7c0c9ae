package org.e2vpt.harness.data.own;

import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.e2vpt.harness.data.archive.FolderArchive;
import org.e2vpt.harness.data.source.ClassNames;
import org.e2vpt.harness.data.source.Example;
import org.e2vpt.harness.data.source.Images;
import org.e2vpt.harness.data.source.MemberImages;
import org.e2vpt.harness.data.source.Origin;
import org.e2vpt.harness.data.source.Part;
import org.e2vpt.harness.data.source.TaskData;

/**
 * A folder of image files as a task. A class is a folder, named as the class is; classes and images
 * are sorted by name, on every file system alike.
 *
 * <p>Either the parts are folders, {@code train/<class>/<image>}, {@code val/…} and {@code test/…};
 * or the classes are, {@code <class>/<image>}, and {@value #SPLIT} beside them has a line {@code
 * <class>/<image>,<part>} for each image, below the head {@code image,part}.
 */
public final class ImageFolder {

  private static final String SPLIT = "split.csv";
  private static final ImmutableList<String> PARTS = ImmutableList.of("train", "val", "test");
  private static final ImmutableList<String> COLUMNS = ImmutableList.of("image", "part");

  /** Spreadsheets put it before text in UTF-8. */
  private static final char MARK = '\ufeff';

  private static final Pattern IMAGE =
      Pattern.compile(
          "(?<class>[^/.][^/]*)/[^/.][^/]*\\.(jpg|jpeg|png|bmp|gif)", Pattern.CASE_INSENSITIVE);
  private static final int FEWEST_CLASSES = 2;

  private ImageFolder() {}

  /**
   * Reads which images there are.
   *
   * @throws IOException naming the folder or file that is not as expected
   */
  public static TaskData read(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new IOException(
          "there is no folder %s; expected image files in %s/<class>/, or in <class>/ beside a %s"
              .formatted(folder, String.join("/<class>/, ", PARTS), SPLIT));
    }
    return Files.isRegularFile(folder.resolve(SPLIT)) ? bySplitFile(folder) : byFolders(folder);
  }

  private static TaskData byFolders(Path folder) throws IOException {
    Map<String, Map<String, String>> classes = new LinkedHashMap<>();
    List<String> leftOut = new ArrayList<>();
    for (String part : PARTS) {
      Path partFolder = folder.resolve(part);
      if (!Files.isDirectory(partFolder)) {
        throw new IOException(
            "%s has neither the folders %s nor a %s"
                .formatted(folder, String.join(", ", PARTS), SPLIT));
      }
      Map<String, String> classOfKey = new TreeMap<>();
      classesOf(partFolder, file -> leftOut.add(part + "/" + file))
          .forEach((image, name) -> classOfKey.put(part + "/" + image, name));
      classes.put(part, classOfKey);
    }
    return task(folder, classes, leftOut);
  }

  private static TaskData bySplitFile(Path folder) throws IOException {
    List<String> leftOut = new ArrayList<>();
    Map<String, String> classOfImage = classesOf(folder, leftOut::add);
    leftOut.remove(SPLIT);
    Map<String, Map<String, String>> classes = new LinkedHashMap<>();
    PARTS.forEach(part -> classes.put(part, new TreeMap<>()));
    Map<String, String> rest = new TreeMap<>(classOfImage);
    for (CSVRecord row : rows(folder.resolve(SPLIT))) {
      String image = row.get("image");
      Map<String, String> part = classes.get(row.get("part"));
      String name = rest.remove(image);
      if (part == null || name == null) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "%s:%d: expected an image that is there, once, and one of %s, got '%s' and '%s'",
                folder.resolve(SPLIT),
                row.getRecordNumber() + 1,
                String.join(", ", PARTS),
                image,
                row.get("part")));
      }
      part.put(image, name);
    }
    if (!rest.isEmpty()) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s does not say to which part '%s' belongs (and %d more)",
              folder.resolve(SPLIT),
              rest.keySet().iterator().next(),
              rest.size() - 1));
    }
    return task(folder, classes, leftOut);
  }

  private static List<CSVRecord> rows(Path file) throws IOException {
    CSVFormat format = CSVFormat.DEFAULT.builder().setHeader().setSkipHeaderRecord(true).get();
    String text;
    try {
      text = Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new IOException(file + " is not in UTF-8: save it in that form", e);
    }
    List<CSVRecord> rows;
    try (CSVParser parser = format.parse(new StringReader(CharMatcher.is(MARK).trimFrom(text)))) {
      if (!parser.getHeaderNames().containsAll(COLUMNS)) {
        throw new IOException(
            "%s:1: expected the head 'image,part', got %s"
                .formatted(file, parser.getHeaderNames()));
      }
      rows = parser.getRecords();
    } catch (UncheckedIOException | IllegalArgumentException e) { // also for a head without names
      throw new IOException("%s is no CSV file: %s".formatted(file, e.getMessage()), e);
    }
    for (CSVRecord row : rows) {
      if (!row.isConsistent()) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "%s:%d: expected the columns 'image,part', got %s",
                file,
                row.getRecordNumber() + 1,
                row.toList()));
      }
    }
    return rows;
  }

  /**
   * The class of each image below a folder of classes.
   *
   * @param leftOut takes the other files, but for hidden ones
   */
  private static Map<String, String> classesOf(Path folder, Consumer<String> leftOut)
      throws IOException {
    Map<String, String> classOfImage = new TreeMap<>();
    for (String file : FolderArchive.of(folder).names()) {
      Matcher matcher = IMAGE.matcher(file);
      if (matcher.matches()) {
        classOfImage.put(file, matcher.group("class"));
      } else if (!file.startsWith(".") && !file.contains("/.")) {
        leftOut.accept(file);
      }
    }
    return classOfImage;
  }

  private static TaskData task(
      Path folder, Map<String, Map<String, String>> classes, List<String> leftOut)
      throws IOException {
    ClassNames names =
        ClassNames.of(classes.values().stream().flatMap(part -> part.values().stream()).toList());
    if (names.count() < FEWEST_CLASSES) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s has %d classes, expected %d or more, each a folder of JPEG, PNG, BMP or GIF files",
              folder,
              names.count(),
              FEWEST_CLASSES));
    }
    Images images = new MemberImages(FolderArchive.of(folder), key -> key);
    List<Part> parts = new ArrayList<>();
    for (Map.Entry<String, Map<String, String>> part : classes.entrySet()) {
      int found = new TreeSet<>(part.getValue().values()).size();
      if (found != names.count()) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "%s: the part '%s' has images of %d of the %d classes; each needs some",
                folder,
                part.getKey(),
                found,
                names.count()));
      }
      List<Example> examples = new ArrayList<>();
      part.getValue().forEach((key, name) -> examples.add(new Example(key, names.label(name))));
      parts.add(new Part(part.getKey(), examples, images));
    }
    return new TaskData(
        "folder:" + folder,
        names.count(),
        new Origin(Origin.Kind.USER_PROVIDED, "the folder " + folder, warnings(folder, leftOut)),
        parts.get(0),
        parts.get(1),
        parts.get(2));
  }

  private static ImmutableList<String> warnings(Path folder, List<String> leftOut) {
    return leftOut.isEmpty()
        ? ImmutableList.of()
        : ImmutableList.of(
            String.format(
                Locale.ROOT,
                "Files of %s that were left out: %d, '%s' the first. An image is a JPEG, PNG, BMP or GIF file directly in the folder of its class.",
                folder,
                leftOut.size(),
                leftOut.get(0)));
  }
}
