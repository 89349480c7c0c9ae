package org.e2vpt.harness.data;

import com.google.common.base.Splitter;
import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.hash.Hashing;
import com.google.common.io.Resources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.e2vpt.harness.data.source.Scale;
import org.e2vpt.harness.text.FileErrors;

/**
 * {@code datasets.lock}: where every file that an experiment reads comes from, and the bytes it
 * must have. The file's own head explains its columns.
 *
 * @param source where it was read, as messages say it
 * @param files by id, in the order of the file
 * @param scale how many images the files hold
 */
public record DatasetsLock(String source, ImmutableMap<String, LockedFile> files, Scale scale) {

  private static final String NAME = "datasets.lock";
  private static final String UNKNOWN = "?";
  private static final String OPEN = "*";
  private static final String NOTHING = "-";
  private static final String OPTIONAL = "?";
  private static final int COLUMNS = 6;
  private static final Pattern MINIATURE = Pattern.compile("miniature ([0-9]{1,6}) ([0-9]{1,6})");
  private static final Pattern NAME_IN_ID = Pattern.compile("\\w[\\w.-]*");
  private static final Pattern HASH =
      Pattern.compile(
          "sha256:[0-9a-f]{64}|sha1:[0-9a-f]{40}|md5:[0-9a-f]{32}|md5:[0-9a-f]{6,31}\\*|sha256:[0-9a-f]{8,63}\\*|\\?");
  private static final Pattern URL = Pattern.compile("https?://[^\\s|]+");
  private static final Pattern BYTES = Pattern.compile("[0-9]{1,18}|\\?");
  private static final Pattern TASK = Pattern.compile("[a-z0-9_-]+\\??");

  /**
   * One line of the lock.
   *
   * @param id the name by which the program asks for the file, and its path below the data folder
   * @param urls where it comes from, in the order in which they are tried
   * @param bytes its size, if known
   * @param hash {@code algorithm:hexadecimal}, or {@code ?} if nobody vouches for the content;
   *     {@code *} stands for digits that nobody published
   * @param licence SPDX id, {@code none-stated}, or a conclusion marked by {@code likely:}
   * @param login what a person has to do before the download, or {@code -}
   * @param neededBy the tasks that cannot be read without it
   * @param usefulTo the tasks that can use it, and do without
   */
  public record LockedFile(
      String id,
      ImmutableList<String> urls,
      OptionalLong bytes,
      String hash,
      String licence,
      String login,
      ImmutableList<String> neededBy,
      ImmutableList<String> usefulTo) {

    /** The first place to get it from, or the page to open if a person has to. */
    public String url() {
      return urls.get(0);
    }

    /** The file's own name, without folders. */
    public String name() {
      return id.substring(id.lastIndexOf('/') + 1);
    }

    /** Whether a person has to fetch it. */
    public boolean byHand() {
      return !login.equals(NOTHING);
    }

    /** Whether the lock says what the content is, to the last digit of its hash. */
    public boolean hashed() {
      return !hash.equals(UNKNOWN) && !hash.endsWith(OPEN);
    }

    /** Whether content of this hash is the file; a locked hash that ends with * is a beginning. */
    public boolean isHash(String actual) {
      return hash.endsWith(OPEN)
          ? actual.startsWith(hash.substring(0, hash.length() - OPEN.length()))
          : actual.equals(hash);
    }

    /**
     * Checks that this is the file's content.
     *
     * @param origin where the content was read, for the message
     * @throws IllegalStateException if size or hash differ, or the lock has no hash
     */
    public void verify(byte[] content, String origin) {
      if (hash.equals(UNKNOWN)) {
        throw new IllegalStateException(
            "%s has no hash for '%s', so %s cannot be trusted".formatted(NAME, id, origin));
      }
      ContentHash actual = ContentHash.like(hash);
      actual.add(content, 0, content.length);
      mismatch(origin, content.length, actual.end())
          .ifPresent(
              message -> {
                throw new IllegalStateException(
                    "%s; restore the file from %s".formatted(message, url()));
              });
    }

    /**
     * What is wrong with content of this size and hash, with all four values, or empty.
     *
     * @param origin where the content was read
     * @param actualHash by the algorithm of {@link #hash}
     */
    public Optional<String> mismatch(String origin, long actualBytes, String actualHash) {
      boolean fits =
          bytes.orElse(actualBytes) == actualBytes && (hash.equals(UNKNOWN) || isHash(actualHash));
      return fits
          ? Optional.empty()
          : Optional.of(
              String.format(
                  Locale.ROOT,
                  "%s is not the '%s' of %s: expected %s bytes with %s, got %d bytes with %s",
                  origin,
                  id,
                  NAME,
                  bytes.isPresent() ? bytes.getAsLong() : UNKNOWN,
                  hash,
                  actualBytes,
                  actualHash));
    }
  }

  /**
   * The lock in the file that a user names by {@code -Dlock}.
   *
   * @throws IllegalArgumentException if it is none, naming file and line
   */
  static DatasetsLock read(String file) {
    try {
      return parse(file, Files.readAllLines(Path.of(file)));
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "cannot read the lock %s that -Dlock names: %s".formatted(file, FileErrors.describe(e)),
          e);
    }
  }

  private static final Supplier<DatasetsLock> SHIPPED = Suppliers.memoize(DatasetsLock::read);

  /** The lock that this program was built with. */
  public static DatasetsLock shipped() {
    return SHIPPED.get();
  }

  private static DatasetsLock read() {
    try {
      return parse(
          NAME,
          Resources.readLines(
              Resources.getResource(DatasetsLock.class, NAME), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Of the file's bytes, as sha256sum prints it.
   *
   * @throws UncheckedIOException if the file can no longer be read
   */
  public String sha256() {
    try {
      byte[] bytes =
          equals(shipped())
              ? Resources.toByteArray(Resources.getResource(DatasetsLock.class, NAME))
              : Files.readAllBytes(Path.of(source));
      return Hashing.sha256().hashBytes(bytes).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(FileErrors.explained("cannot read " + source, e));
    }
  }

  /**
   * Reads a lock.
   *
   * @param source name of the file, for messages
   * @throws IllegalArgumentException naming file, line and what was expected
   */
  public static DatasetsLock parse(String source, List<String> lines) {
    Map<String, LockedFile> files = new LinkedHashMap<>();
    Scale scale = Scale.ORIGINAL;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      Matcher miniature = MINIATURE.matcher(line);
      if (miniature.matches()) {
        scale =
            Scale.miniature(
                Integer.parseInt(miniature.group(1)), Integer.parseInt(miniature.group(2)));
        continue;
      }
      String place = source + ":" + (i + 1);
      LockedFile file = parseLine(place, line);
      if (files.put(file.id(), file) != null) {
        throw new IllegalArgumentException("%s: '%s' is locked twice".formatted(place, file.id()));
      }
    }
    return new DatasetsLock(source, ImmutableMap.copyOf(files), scale);
  }

  /**
   * The line of one file.
   *
   * @throws IllegalArgumentException listing the ids there are
   */
  public LockedFile file(String id) {
    LockedFile file = files.get(id);
    if (file == null) {
      throw new IllegalArgumentException(
          "%s has no '%s', only %s".formatted(NAME, id, String.join(", ", files.keySet())));
    }
    return file;
  }

  /** The files that the task cannot be read without. */
  public ImmutableList<LockedFile> neededBy(String task) {
    return files.values().stream()
        .filter(file -> file.neededBy().contains(task))
        .collect(ImmutableList.toImmutableList());
  }

  /** The files that the task can use, and does without. */
  public ImmutableList<LockedFile> usefulTo(String task) {
    return files.values().stream()
        .filter(file -> file.usefulTo().contains(task))
        .collect(ImmutableList.toImmutableList());
  }

  private static LockedFile parseLine(String place, String line) {
    List<String> columns = Splitter.on(' ').omitEmptyStrings().splitToList(line);
    if (columns.size() != COLUMNS && columns.size() != COLUMNS + 1) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s: expected the columns 'id url bytes hash licence login', and tasks or none, got"
                  + " %d in '%s'",
              place,
              columns.size(),
              line));
    }
    String id = columns.get(0);
    requireEach(place, "id", "a name, or names with / between", '/', NAME_IN_ID, id);
    List<String> urls =
        requireEach(place, "url", "a URL, or several with | between", '|', URL, columns.get(1));
    String bytes = require(place, "bytes", "a number or ?", BYTES, columns.get(2));
    String hash =
        require(place, "hash", "sha256:, sha1: or md5: and its digits, or ?", HASH, columns.get(3));
    List<String> tasks = columns.size() == COLUMNS ? List.of() : tasks(place, columns.get(COLUMNS));
    return new LockedFile(
        id,
        ImmutableList.copyOf(urls),
        bytes.equals(UNKNOWN) ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(bytes)),
        hash,
        columns.get(4),
        columns.get(5),
        tasks.stream()
            .filter(task -> !task.endsWith(OPTIONAL))
            .collect(ImmutableList.toImmutableList()),
        tasks.stream()
            .filter(task -> task.endsWith(OPTIONAL))
            .map(task -> task.substring(0, task.length() - OPTIONAL.length()))
            .collect(ImmutableList.toImmutableList()));
  }

  private static List<String> tasks(String place, String text) {
    return requireEach(place, "tasks", "names with commas between", ',', TASK, text);
  }

  /** One by one: a pattern for all of them would need a stack as deep as there are parts. */
  private static List<String> requireEach(
      String place, String column, String expected, char separator, Pattern pattern, String text) {
    List<String> parts = Splitter.on(separator).splitToList(text);
    if (!parts.stream().allMatch(part -> pattern.matcher(part).matches())) {
      throw expected(place, column, expected, text);
    }
    return parts;
  }

  private static String require(
      String place, String column, String expected, Pattern pattern, String text) {
    if (!pattern.matcher(text).matches()) {
      throw expected(place, column, expected, text);
    }
    return text;
  }

  private static IllegalArgumentException expected(
      String place, String column, String expected, String text) {
    return new IllegalArgumentException(
        "%s: %s must be %s, got '%s'".formatted(place, column, expected, text));
  }
}
