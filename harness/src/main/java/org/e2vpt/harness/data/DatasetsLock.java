package org.e2vpt.harness.data;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import com.google.common.io.BaseEncoding;
import com.google.common.io.Resources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * {@code datasets.lock}: where every file that an experiment reads comes from, and the bytes it
 * must have. The file's own head explains its columns.
 *
 * @param files by id, in the order of the file
 */
public record DatasetsLock(ImmutableMap<String, LockedFile> files) {

  private static final String NAME = "datasets.lock";
  private static final String UNKNOWN = "?";
  private static final String OPEN = "*";
  private static final int COLUMNS = 6;
  private static final Pattern HASH =
      Pattern.compile(
          "sha256:[0-9a-f]{64}|sha1:[0-9a-f]{40}|md5:[0-9a-f]{32}|md5:[0-9a-f]{6,31}\\*|\\?");
  private static final Pattern URL = Pattern.compile("https?://\\S+");
  private static final Pattern BYTES = Pattern.compile("[0-9]{1,18}|\\?");
  private static final ImmutableMap<String, String> ALGORITHMS =
      ImmutableMap.of("sha256", "SHA-256", "sha1", "SHA-1", "md5", "MD5");

  /**
   * One line of the lock.
   *
   * @param id the name by which the program asks for the file
   * @param url where it comes from
   * @param bytes its size, if known
   * @param hash {@code algorithm:hexadecimal}, or {@code ?} if nobody vouches for the content;
   *     {@code *} stands for digits that nobody published
   * @param licence SPDX id, {@code none-stated}, or a conclusion marked by {@code likely:}
   * @param login what has to be signed before the download, or {@code -}
   */
  public record LockedFile(
      String id, String url, OptionalLong bytes, String hash, String licence, String login) {

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
      String algorithm = hash.substring(0, hash.indexOf(':'));
      String actual = algorithm + ":" + hexDigest(ALGORITHMS.getOrDefault(algorithm, ""), content);
      if (!isHash(actual) || bytes.orElse(content.length) != content.length) {
        throw new IllegalStateException(
            "%s is not the '%s' of %s: expected %s bytes with %s, got %d bytes with %s; restore the file from %s"
                .formatted(
                    origin,
                    id,
                    NAME,
                    bytes.isPresent() ? bytes.getAsLong() : UNKNOWN,
                    hash,
                    content.length,
                    actual,
                    url));
      }
    }

    /** Whether content of this hash is the file; a locked hash that ends with * is a beginning. */
    public boolean isHash(String actual) {
      return hash.endsWith(OPEN)
          ? actual.startsWith(hash.substring(0, hash.length() - OPEN.length()))
          : actual.equals(hash);
    }

    private static String hexDigest(String algorithm, byte[] content) {
      try {
        byte[] digest = MessageDigest.getInstance(algorithm).digest(content);
        return BaseEncoding.base16().lowerCase().encode(digest);
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("this Java runtime lacks " + algorithm, e);
      }
    }
  }

  /** The lock that this program was built with. */
  public static DatasetsLock shipped() {
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
   * Reads a lock.
   *
   * @param source name of the file, for messages
   * @throws IllegalArgumentException naming file, line and what was expected
   */
  public static DatasetsLock parse(String source, List<String> lines) {
    Map<String, LockedFile> files = new LinkedHashMap<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      String place = source + ":" + (i + 1);
      LockedFile file = parseLine(place, line);
      if (files.put(file.id(), file) != null) {
        throw new IllegalArgumentException("%s: '%s' is locked twice".formatted(place, file.id()));
      }
    }
    return new DatasetsLock(ImmutableMap.copyOf(files));
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

  private static LockedFile parseLine(String place, String line) {
    List<String> columns = Splitter.on(' ').omitEmptyStrings().splitToList(line);
    if (columns.size() != COLUMNS) {
      throw new IllegalArgumentException(
          "%s: expected the %d columns 'id url bytes hash licence login', got %d in '%s'"
              .formatted(place, COLUMNS, columns.size(), line));
    }
    String bytes = require(place, "bytes", "a number or ?", BYTES, columns.get(2));
    String hash =
        require(place, "hash", "sha256:, sha1: or md5: and its digits, or ?", HASH, columns.get(3));
    return new LockedFile(
        columns.get(0),
        require(place, "url", "a URL", URL, columns.get(1)),
        bytes.equals(UNKNOWN) ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(bytes)),
        hash,
        columns.get(4),
        columns.get(5));
  }

  private static String require(
      String place, String column, String expected, Pattern pattern, String text) {
    if (!pattern.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "%s: %s must be %s, got '%s'".formatted(place, column, expected, text));
    }
    return text;
  }
}
