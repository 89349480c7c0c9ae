package org.e2vpt.harness.data.own;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Multimaps;
import com.google.common.hash.HashCode;
import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.e2vpt.harness.data.image.Decoder;
import org.e2vpt.harness.data.image.ExifOrientation;
import org.e2vpt.harness.data.image.RgbImage;
import org.e2vpt.harness.data.image.Size;
import org.e2vpt.harness.data.own.ImageFolder.Orientation;
import org.e2vpt.harness.data.source.Part;
import org.e2vpt.harness.data.source.TaskData;
import org.e2vpt.harness.text.Amounts;
import org.e2vpt.harness.text.FileErrors;

/**
 * What of a folder is skipped, broken or odd: all images are read and decoded for it.
 *
 * @param facts what there is, in lines for people
 * @param refusal why the folder cannot be used as it is, and what to do; empty if it can
 * @param findings by reason
 */
public record FolderCheck(
    ImmutableList<String> facts, Optional<String> refusal, ImmutableList<Finding> findings) {

  /** A class of more than so many times the images of another is much larger. */
  private static final int UNBALANCED = 10;

  /** Of equal files. */
  private static final int MOST_NAMED = 4;

  /**
   * Files or classes of one kind.
   *
   * @param refused whether nothing can be trained with them
   * @param noun what they are, in the singular: {@code image}
   * @param what of them, such as {@code that cannot be decoded}
   * @param advice what to do, in a clause
   * @param names of all of them, with details behind some
   */
  public record Finding(
      boolean refused, String noun, String what, String advice, ImmutableList<String> names) {

    /** Such as {@code images that cannot be decoded}. */
    public String title() {
      return Amounts.plural(noun) + " " + what;
    }

    /** For people: {@code 2 images that cannot be decoded: convert, … The first is 'a'.} */
    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%s %s: %s. The first is %s",
          Amounts.count(names.size(), noun),
          what,
          advice,
          names.get(0));
    }
  }

  /**
   * An image.
   *
   * @param part that it is in, or the first folder of its path
   * @param name of its class
   * @param content its hash
   * @param size empty if it cannot be decoded
   * @param failure why it cannot be decoded, or empty
   */
  private record Image(
      String key,
      String part,
      String name,
      HashCode content,
      Optional<Size> size,
      String failure,
      boolean turned) {

    String quoted() {
      return "'%s'".formatted(key);
    }
  }

  /**
   * Checks a folder.
   *
   * @param patch side of a backbone's patches, in pixels
   * @throws IOException if the folder is not there, or a file of it cannot be read
   */
  public static FolderCheck of(Path folder, Orientation orientation, int patch) throws IOException {
    SkippedFiles leftOut = new SkippedFiles();
    Optional<String> refusal = Optional.empty();
    Map<String, String> partOf = new TreeMap<>();
    List<String> warnings = new ArrayList<>();
    try {
      TaskData data = ImageFolder.read(folder, orientation, leftOut);
      warnings.addAll(data.origin().warnings());
      warnings.removeAll(leftOut.sentences(ImageFolder.name(folder))); // they are findings
      for (Part part : data.parts()) {
        part.keys().forEach(key -> partOf.put(key, part.name()));
      }
    } catch (IOException e) {
      if (!Files.isDirectory(folder)) {
        throw e;
      }
      refusal = Optional.of(FileErrors.describe(e));
      leftOut = new SkippedFiles();
      partOf.putAll(listed(folder, leftOut));
    }
    List<Image> images =
        partOf.entrySet().parallelStream()
            .map(entry -> image(folder, entry.getKey(), entry.getValue(), orientation))
            .sorted(Comparator.comparing(Image::key))
            .toList();
    ImmutableList.Builder<Finding> findings = ImmutableList.builder();
    leftOut
        .byReason()
        .asMap()
        .forEach(
            (reason, files) ->
                findings.add(
                    new Finding(
                        false,
                        "file",
                        "left out (%s)".formatted(reason),
                        "left-out files are not used",
                        files.stream().map("'%s'"::formatted).collect(toImmutableList()))));
    ofImages(images, orientation, patch, findings);
    duplicates(images, findings);
    ofClasses(images, findings);
    return new FolderCheck(facts(folder, images, warnings), refusal, findings.build());
  }

  /** The images of a folder that cannot be used as it is, whatever is wrong with it. */
  private static Map<String, String> listed(Path folder, SkippedFiles leftOut) throws IOException {
    Map<String, String> partOf = new TreeMap<>();
    List<String> parts =
        ImageFolder.PARTS.stream().filter(part -> Files.isDirectory(folder.resolve(part))).toList();
    for (String part : parts) {
      FolderListing.of(folder, folder.resolve(part), leftOut)
          .classOfImage()
          .keySet()
          .forEach(key -> partOf.put(key, part));
    }
    if (parts.isEmpty()) {
      FolderListing.of(folder, folder, leftOut)
          .classOfImage()
          .keySet()
          .forEach(key -> partOf.put(key, ""));
    }
    return partOf;
  }

  private static Image image(Path folder, String key, String part, Orientation orientation) {
    Path file = folder.resolve(key);
    String path = key.substring(0, key.lastIndexOf('/'));
    String name = path.substring(path.lastIndexOf('/') + 1);
    HashCode content = HashCode.fromInt(0);
    try {
      content = MoreFiles.asByteSource(file).hash(Hashing.sha256());
      boolean turned = ExifOrientation.of(file) != ExifOrientation.UPRIGHT;
      RgbImage image = ImageFolder.decode(file, orientation, Decoder.PILLOW);
      Size size = new Size(image.height(), image.width());
      return new Image(key, part, name, content, Optional.of(size), "", turned);
    } catch (IOException e) {
      return new Image(key, part, name, content, Optional.empty(), FileErrors.describe(e), false);
    }
  }

  private static void ofImages(
      List<Image> images,
      Orientation orientation,
      int patch,
      ImmutableList.Builder<Finding> findings) {
    add(
        findings,
        true,
        "image",
        "that cannot be decoded",
        "convert, replace or remove each",
        images.stream()
            .filter(image -> image.size.isEmpty())
            .map(image -> "%s: %s".formatted(image.quoted(), image.failure)));
    add(
        findings,
        false,
        "image",
        String.format(Locale.ROOT, "smaller than a patch of %d×%d pixels", patch, patch),
        "enlarging adds no detail; find a larger one for each, or remove it",
        images.stream()
            .filter(
                image ->
                    image.size.filter(s -> Math.min(s.height(), s.width()) < patch).isPresent())
            .map(
                image ->
                    String.format(
                        Locale.ROOT,
                        "%s of %d×%d",
                        image.quoted(),
                        image.size.orElseThrow().width(),
                        image.size.orElseThrow().height())));
    add(
        findings,
        false,
        "image",
        "to be turned or mirrored by its EXIF orientation",
        orientation == Orientation.APPLIED
            ? "this is done; --as-stored leaves images as they are stored"
            : "this is not done, as --as-stored says",
        images.stream().filter(Image::turned).map(Image::quoted));
  }

  private static void duplicates(List<Image> images, ImmutableList.Builder<Finding> findings) {
    ImmutableListMultimap<HashCode, Image> same =
        Multimaps.index(
            images.stream().filter(image -> image.size.isPresent()).toList(), Image::content);
    List<Collection<Image>> copies =
        same.asMap().values().stream().filter(group -> group.size() > 1).toList();
    Predicate<Collection<Image>> classes = group -> different(group, Image::name);
    Predicate<Collection<Image>> parts = group -> different(group, Image::part);
    add(
        findings,
        false,
        "group",
        "of equal files in different parts (leakage)",
        "test images were trained on; keep each in one part only",
        copies.stream().filter(parts).map(FolderCheck::words));
    add(
        findings,
        false,
        "group",
        "of equal files in different classes",
        "at most one of the classes can be right",
        copies.stream().filter(classes).map(FolderCheck::words));
    add(
        findings,
        false,
        "group",
        "of equal files in one class of a part",
        "each counts as often as it occurs",
        copies.stream().filter(classes.or(parts).negate()).map(FolderCheck::words));
  }

  private static boolean different(Collection<Image> group, Function<Image, String> of) {
    return group.stream().map(of).distinct().count() > 1;
  }

  private static String words(Collection<Image> group) {
    String first =
        group.stream().limit(MOST_NAMED).map(Image::quoted).collect(Collectors.joining(" = "));
    int more = group.size() - MOST_NAMED;
    return more > 0 ? String.format(Locale.ROOT, "%s and %d more", first, more) : first;
  }

  private static void ofClasses(List<Image> images, ImmutableList.Builder<Finding> findings) {
    ImmutableSortedMap<String, Integer> counts = counts(images);
    add(
        findings,
        false,
        "class",
        "of one image",
        "add images to each, or remove it",
        counts.entrySet().stream()
            .filter(count -> count.getValue() == 1)
            .map(count -> "'%s'".formatted(count.getKey())));
    int most = counts.values().stream().mapToInt(count -> count).max().orElse(0);
    add(
        findings,
        false,
        "class",
        String.format(
            Locale.ROOT, "with less than a %dth of the images of the largest", UNBALANCED),
        "accuracy over all images says little about small classes; look at it by class",
        counts.entrySet().stream()
            .filter(count -> count.getValue() * UNBALANCED < most)
            .map(
                count ->
                    String.format(Locale.ROOT, "'%s' with %d", count.getKey(), count.getValue())));
    ImmutableSortedMap<String, Integer> train =
        counts(images.stream().filter(image -> !image.part.equals("test")).toList());
    add(
        findings,
        true,
        "class",
        "that only test has",
        "put images of each into train and val, or remove it",
        counts.keySet().stream().filter(name -> !train.containsKey(name)).map("'%s'"::formatted));
  }

  private static ImmutableSortedMap<String, Integer> counts(List<Image> images) {
    Map<String, Integer> counts = new TreeMap<>();
    images.forEach(image -> counts.merge(image.name, 1, Integer::sum));
    return ImmutableSortedMap.copyOf(counts);
  }

  private static void add(
      ImmutableList.Builder<Finding> findings,
      boolean refused,
      String noun,
      String what,
      String advice,
      Stream<String> names) {
    ImmutableList<String> all = names.collect(toImmutableList());
    if (!all.isEmpty()) {
      findings.add(new Finding(refused, noun, what, advice, all));
    }
  }

  private static ImmutableList<String> facts(
      Path folder, List<Image> images, List<String> warnings) {
    List<String> facts = new ArrayList<>();
    Map<String, Integer> formats = new TreeMap<>();
    for (Image image : images) {
      String format = image.key.substring(image.key.lastIndexOf('.')).toLowerCase(Locale.ROOT);
      formats.merge(format, 1, Integer::sum);
    }
    facts.add(
        String.format(
            Locale.ROOT,
            "%s: %s of %s%s",
            folder,
            Amounts.count(images.size(), "image"),
            Amounts.count(counts(images).size(), "class"),
            images.isEmpty()
                ? ""
                : formats.entrySet().stream()
                    .map(each -> "%s %s".formatted(each.getKey(), each.getValue()))
                    .collect(Collectors.joining(", ", " (", ")"))));
    List<Size> sizes =
        images.stream()
            .flatMap(image -> image.size.stream())
            .sorted(Comparator.comparingLong(size -> (long) size.width() * size.height()))
            .toList();
    if (!sizes.isEmpty()) {
      facts.add(
          "sizes: from %s to %s pixels, %s in the middle"
              .formatted(
                  words(sizes.get(0)),
                  words(sizes.get(sizes.size() - 1)),
                  words(sizes.get(sizes.size() / 2))));
    }
    for (String part : new TreeSet<>(images.stream().map(Image::part).toList())) {
      ImmutableSortedMap<String, Integer> counts =
          counts(images.stream().filter(image -> image.part.equals(part)).toList());
      facts.add(
          String.format(
              Locale.ROOT,
              "%s: %s of %s, from %d to %d a class",
              part.isEmpty() ? "all" : part,
              Amounts.count(counts.values().stream().mapToInt(count -> count).sum(), "image"),
              Amounts.count(counts.size(), "class"),
              counts.values().stream().mapToInt(count -> count).min().orElse(0),
              counts.values().stream().mapToInt(count -> count).max().orElse(0)));
    }
    facts.addAll(warnings);
    return ImmutableList.copyOf(facts);
  }

  private static String words(Size size) {
    return String.format(Locale.ROOT, "%d×%d", size.width(), size.height());
  }

  /** Whether training on it is refused. */
  public boolean isRefused() {
    return refusal.isPresent() || findings.stream().anyMatch(Finding::refused);
  }

  /** For people: what there is, what is odd, and what is refused. */
  public ImmutableList<String> lines() {
    ImmutableList.Builder<String> lines = ImmutableList.builder();
    lines.addAll(facts);
    findings.forEach(finding -> lines.add(finding.toString()));
    refusal.ifPresent(reason -> lines.add("refused: " + reason));
    return lines.build();
  }
}
