package org.e2vpt.harness.data.own;

import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.e2vpt.harness.data.image.Decoder;
import org.e2vpt.harness.data.image.ExifOrientation;
import org.e2vpt.harness.data.image.ImageException;
import org.e2vpt.harness.data.image.ImageFiles;
import org.e2vpt.harness.data.image.RgbImage;
import org.e2vpt.harness.data.own.SkippedFiles.Reason;
import org.e2vpt.harness.data.source.ClassNames;
import org.e2vpt.harness.data.source.Example;
import org.e2vpt.harness.data.source.Images;
import org.e2vpt.harness.data.source.Origin;
import org.e2vpt.harness.data.source.Part;
import org.e2vpt.harness.data.source.TaskData;
import org.e2vpt.harness.text.Amounts;

/**
 * A folder of image files as a task. A class is a folder, named as the class is; classes and images
 * are sorted by name, on every file system alike.
 *
 * <p>Either the parts are folders, {@code train/<class>/<image>}, {@code val/…} and {@code test/…};
 * or the classes are, {@code <class>/<image>}, and {@value #SPLIT} beside them has a line {@code
 * <class>/<image>,<part>} for each image, below the head {@code image,part}. What of the parts is
 * not there is made ({@link StratifiedSplit}).
 */
public final class ImageFolder {

  static final String SPLIT = "split.csv";

  static final ImmutableList<String> PARTS = ImmutableList.of("train", "val", "test");
  private static final ImmutableList<String> COLUMNS = ImmutableList.of("image", "part");

  /** Spreadsheets put it before text in UTF-8. */
  private static final char MARK = '\ufeff';

  private static final int FEWEST_CLASSES = 2;

  /** More than the largest public data set of photos has, ImageNet-21k with 21841. */
  private static final int MOST_CLASSES = 25_000;

  private static final int MOST_NAMED = 20;

  private static final String ADVICE =
      "convert, replace or remove such files, then run the command again";

  /** What becomes of images whose camera was not held upright, as EXIF says. */
  public enum Orientation {
    /** They are turned and mirrored as they are meant to be seen. */
    APPLIED,
    /** They stay as they are stored. */
    AS_STORED;

    /** The pixels that count of an image file's stored ones. */
    public RgbImage of(RgbImage stored, Path file) throws IOException {
      return this == APPLIED ? stored.turned(ExifOrientation.of(file)) : stored;
    }
  }

  private ImageFolder() {}

  /** What reports call a folder: its name. Where it lies is its owner's business. */
  static String name(Path folder) {
    Path name = folder.toAbsolutePath().normalize().getFileName();
    return name == null ? folder.toString() : name.toString();
  }

  /** The class of an image, the folder that it lies in: {@code cat} for {@code train/cat/1.jpg}. */
  public static String className(String image) {
    String folder = image.substring(0, image.lastIndexOf('/'));
    return folder.substring(folder.lastIndexOf('/') + 1);
  }

  /**
   * Reads which images there are.
   *
   * @throws IOException naming the folder or file that is not as expected
   */
  public static TaskData read(Path folder, Orientation orientation) throws IOException {
    return read(folder, orientation, new SkippedFiles());
  }

  /**
   * Likewise.
   *
   * @param leftOut gets what is no image of the task
   */
  static TaskData read(Path folder, Orientation orientation, SkippedFiles leftOut)
      throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new IOException(
          "there is no folder %s; expected image files in %s/<class>/, or in <class>/, with or without a %s next to them"
              .formatted(folder, String.join("/<class>/, ", PARTS), SPLIT));
    }
    return Files.isRegularFile(folder.resolve(SPLIT))
        ? bySplitFile(folder, orientation, leftOut)
        : byFolders(folder, orientation, leftOut);
  }

  /**
   * Where the images come from, with what must be said of them: as {@link #read(Path,
   * Orientation)}, which does not look into the files.
   */
  public static Origin origin(Path folder, Orientation orientation) throws IOException {
    TaskData data = read(folder, orientation);
    List<String> turned = new ArrayList<>();
    int images = 0;
    for (Part part : data.parts()) {
      for (String key : part.keys()) {
        images++;
        if (ExifOrientation.of(folder.resolve(key)) != ExifOrientation.UPRIGHT) {
          turned.add(key);
        }
      }
    }
    Origin origin = data.origin();
    if (turned.isEmpty()) {
      return origin;
    }
    return new Origin(
        origin.kind(),
        origin.reason(),
        ImmutableList.<String>builder()
            .addAll(origin.warnings())
            .add(
                String.format(
                    Locale.ROOT,
                    "%s: an EXIF orientation turns or mirrors %d of %s; %s. The first is '%s'.",
                    name(folder),
                    turned.size(),
                    Amounts.count(images, "image"),
                    orientation == Orientation.APPLIED
                        ? "it is applied"
                        : "it is not applied, images are used as they are stored",
                    turned.get(0)))
            .build());
  }

  /**
   * The sha256 (hexadecimal) over part, path below the folder, and content of each image: all that
   * the task is made of, wherever the folder lies. That orientations are applied counts if there
   * are any, so that folders without have the hash that they had before there was a choice.
   *
   * @throws IOException as {@link #read(Path, Orientation)}
   */
  public static String sha256(Path folder, Orientation orientation) throws IOException {
    Hasher hasher = Hashing.sha256().newHasher();
    boolean turns = false;
    for (Part part : read(folder, orientation).parts()) {
      for (String key : part.keys()) {
        for (String word : List.of(part.name(), key)) {
          byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
          hasher.putInt(bytes.length).putBytes(bytes);
        }
        hasher.putBytes(
            MoreFiles.asByteSource(folder.resolve(key)).hash(Hashing.sha256()).asBytes());
        turns =
            turns
                || (orientation == Orientation.APPLIED
                    && ExifOrientation.of(folder.resolve(key)) != ExifOrientation.UPRIGHT);
      }
    }
    if (turns) {
      hasher.putString("EXIF orientations are applied", StandardCharsets.UTF_8);
    }
    return hasher.hash().toString();
  }

  private static TaskData byFolders(Path folder, Orientation orientation, SkippedFiles leftOut)
      throws IOException {
    ImmutableList<String> parts =
        PARTS.stream()
            .filter(part -> Files.isDirectory(folder.resolve(part)))
            .collect(ImmutableList.toImmutableList());
    if (parts.isEmpty()) {
      FolderListing listing = FolderListing.of(folder, folder, leftOut);
      requireClasses(folder, ImmutableSet.copyOf(listing.classOfImage().values()), leftOut);
      return task(
          folder,
          orientation,
          StratifiedSplit.of(folder, ImmutableMap.of("", listing.classOfImage())),
          listing.classFolders(),
          leftOut);
    }
    Set<String> entries = new TreeSet<>();
    try (Stream<Path> all = Files.list(folder)) {
      for (Path entry : all.toList()) {
        String name = entry.getFileName().toString();
        entries.add(name);
        if (!PARTS.contains(name)) {
          leftOut.add(FolderListing.isHidden(entry) ? Reason.HIDDEN : Reason.BESIDE_PARTS, name);
        }
      }
    }
    if (!parts.contains("train")) {
      throw new IOException(
          "%s has no folder train to train on; it has %s".formatted(folder, named(entries)));
    }
    ImmutableMap.Builder<String, Map<String, String>> classes = ImmutableMap.builder();
    Set<String> names = new TreeSet<>();
    Set<String> classFolders = new TreeSet<>();
    for (String part : parts) {
      FolderListing listing = FolderListing.of(folder, folder.resolve(part), leftOut);
      classes.put(part, listing.classOfImage());
      names.addAll(listing.classOfImage().values());
      classFolders.addAll(listing.classFolders());
    }
    requireClasses(folder, names, leftOut);
    return task(
        folder,
        orientation,
        StratifiedSplit.of(folder, classes.buildOrThrow()),
        classFolders,
        leftOut);
  }

  private static TaskData bySplitFile(Path folder, Orientation orientation, SkippedFiles leftOut)
      throws IOException {
    FolderListing listing = FolderListing.of(folder, folder, leftOut);
    requireClasses(folder, ImmutableSet.copyOf(listing.classOfImage().values()), leftOut);
    Map<String, Map<String, String>> classes = new LinkedHashMap<>();
    PARTS.forEach(part -> classes.put(part, new TreeMap<>()));
    Map<String, String> rest = new TreeMap<>(listing.classOfImage());
    for (CSVRecord row : rows(folder.resolve(SPLIT))) {
      String image = row.get("image");
      Map<String, String> part = classes.get(row.get("part"));
      String name = rest.remove(image);
      if (part == null || name == null) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "%s:%d: expected an image that exists and is listed once, and one of %s, got '%s' and '%s'",
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
              "%s does not list a part for '%s' (and %d more)",
              folder.resolve(SPLIT),
              rest.keySet().iterator().next(),
              rest.size() - 1));
    }
    return task(
        folder,
        orientation,
        new StratifiedSplit(classes, Optional.empty()),
        listing.classFolders(),
        leftOut);
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
    } catch (CSVException | UncheckedIOException | IllegalArgumentException e) {
      throw new IOException("%s is not a CSV file: %s".formatted(file, e.getMessage()), e);
    }
    for (CSVRecord row : rows) {
      if (!row.isConsistent() || !COLUMNS.stream().allMatch(row::isSet)) {
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
   * Refuses too few classes and too many, before images are missed in them.
   *
   * @param leftOut what may be why there are few
   */
  static void requireClasses(Path folder, Set<String> names, SkippedFiles leftOut)
      throws IOException {
    if (names.size() < FEWEST_CLASSES) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s has %s, expected %d or more, each a folder of JPEG, PNG, BMP or GIF files%s",
              folder,
              Amounts.count(names.size(), "class"),
              FEWEST_CLASSES,
              leftOut.sentences(folder.toString()).stream()
                  .map("\n"::concat)
                  .collect(Collectors.joining())));
    }
    if (names.size() > MOST_CLASSES) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s has %d classes, expected %d or fewer: each folder of images is a class; if each image is in its own folder, put the images of a class into one",
              folder,
              names.size(),
              MOST_CLASSES));
    }
  }

  private static TaskData task(
      Path folder,
      Orientation orientation,
      StratifiedSplit split,
      Set<String> classFolders,
      SkippedFiles leftOut)
      throws IOException {
    Map<String, Map<String, String>> classes = split.classOfImage();
    Set<String> found = new TreeSet<>();
    classes.values().forEach(part -> found.addAll(part.values()));
    ClassNames names = ClassNames.of(found);
    requireEveryClass(folder, classes, found);
    Images images = (keys, visitor) -> read(folder, orientation, keys, visitor);
    List<Part> parts = new ArrayList<>();
    for (Map.Entry<String, Map<String, String>> part : classes.entrySet()) {
      List<Example> examples = new ArrayList<>();
      part.getValue().forEach((key, name) -> examples.add(new Example(key, names.label(name))));
      parts.add(new Part(part.getKey(), examples, images));
    }
    ImmutableList.Builder<String> warnings = ImmutableList.builder();
    String shown = name(folder);
    split.note().ifPresent(note -> warnings.add("%s: %s.".formatted(shown, note)));
    warnings.addAll(leftOut.sentences(shown));
    classes.forEach(
        (part, classOfImage) ->
            classOfImage
                .keySet()
                .forEach(image -> classFolders.remove(image.substring(0, image.lastIndexOf('/')))));
    if (!classFolders.isEmpty()) {
      warnings.add(
          String.format(
              Locale.ROOT,
              "%s: no image is in %s of classes, which make no class: %s.",
              shown,
              Amounts.count(classFolders.size(), "folder"),
              named(classFolders)));
    }
    AlikeNames.clauses(found)
        .forEach(clause -> warnings.add("%s: the classes %s.".formatted(shown, clause)));
    return new TaskData(
        FolderIds.byPath(folder, orientation),
        names.count(),
        new Origin(Origin.Kind.USER_PROVIDED, "the folder " + shown, warnings.build()),
        parts.get(0),
        parts.get(1),
        parts.get(2));
  }

  private static void requireEveryClass(
      Path folder, Map<String, Map<String, String>> classes, Set<String> names) throws IOException {
    List<String> gaps = new ArrayList<>();
    classes.forEach(
        (part, classOfImage) -> {
          Set<String> missing = new TreeSet<>(names);
          missing.removeAll(classOfImage.values());
          if (!missing.isEmpty()) {
            gaps.add("\n  %s has no image of %s".formatted(part, named(missing)));
          }
        });
    if (!gaps.isEmpty()) {
      AlikeNames.clauses(names)
          .forEach(
              clause -> gaps.add("\n%s: if one class is meant, rename them".formatted(clause)));
      throw new IOException(
          "%s: each class needs images in %s, but%s"
              .formatted(folder, String.join(", ", PARTS), String.join("", gaps)));
    }
  }

  /** {@code 'cat', 'dog'}; of many the first, and how many more. */
  private static String named(Set<String> names) {
    String first =
        names.stream().limit(MOST_NAMED).map("'%s'"::formatted).collect(Collectors.joining(", "));
    int more = names.size() - MOST_NAMED;
    return more > 0 ? String.format(Locale.ROOT, "%s and %d more", first, more) : first;
  }

  private static void read(
      Path folder, Orientation orientation, Set<String> keys, Images.Visitor visitor)
      throws IOException {
    for (String key : new TreeSet<>(keys)) {
      visitor.image(key, decoder -> decode(folder.resolve(key), orientation, decoder));
    }
  }

  /**
   * Decodes an image of a folder.
   *
   * @throws ImageException naming the file and what to do
   */
  public static RgbImage decode(Path file, Orientation orientation, Decoder decoder)
      throws IOException {
    return orientation.of(ImageFiles.decode(file, decoder, ADVICE), file);
  }
}
