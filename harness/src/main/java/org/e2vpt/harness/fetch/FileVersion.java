package org.e2vpt.harness.fetch;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a server says of the version of a file that it sends (RFC 9110, sections 8.6 and 8.8).
 *
 * @param etag as it was sent; a weak one begins with {@code W/}
 * @param modified the date of its last change, as it was sent
 * @param bytes the size of the whole file
 */
record FileVersion(Optional<String> etag, Optional<String> modified, OptionalLong bytes) {

  private static final String ETAG = "ETag: ";
  private static final String MODIFIED = "Last-Modified: ";
  private static final String BYTES = "Content-Length: ";

  /**
   * What to quote in If-Range: only a strong ETag, or else the date, promises equal bytes. Without
   * one nothing can be continued.
   */
  Optional<String> validator() {
    return etag.filter(tag -> !tag.startsWith("W/")).or(() -> modified);
  }

  /** Why a part of {@code other} cannot follow one of this version, or empty. */
  Optional<String> difference(FileVersion other) {
    if (differ(etag, other.etag)) {
      return Optional.of("its ETag was %s and is %s".formatted(etag.get(), other.etag.get()));
    }
    if (differ(modified, other.modified)) {
      return Optional.of(
          "it was of %s and is of %s".formatted(modified.get(), other.modified.get()));
    }
    if (bytes.isPresent() && other.bytes.isPresent() && !bytes.equals(other.bytes)) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "it had %d bytes and has %d",
              bytes.getAsLong(),
              other.bytes.getAsLong()));
    }
    return Optional.empty();
  }

  /** Whether ETag or date show that both are the same version, given that nothing differs. */
  boolean isConfirmedBy(FileVersion other) {
    return etag.isPresent() && other.etag.isPresent()
        || modified.isPresent() && other.modified.isPresent();
  }

  private static boolean differ(Optional<String> one, Optional<String> other) {
    return one.isPresent() && other.isPresent() && !one.equals(other);
  }

  /** Lines as headers are written. */
  ImmutableList<String> lines() {
    ImmutableList.Builder<String> lines = ImmutableList.builder();
    etag.ifPresent(tag -> lines.add(ETAG + tag));
    modified.ifPresent(date -> lines.add(MODIFIED + date));
    bytes.ifPresent(size -> lines.add(BYTES + size));
    return lines.build();
  }

  /** The version that {@link #lines} wrote; other lines mean nothing. */
  static FileVersion of(List<String> lines) {
    OptionalLong bytes =
        after(BYTES, lines)
            .filter(size -> size.matches("[0-9]{1,18}"))
            .map(size -> OptionalLong.of(Long.parseLong(size)))
            .orElse(OptionalLong.empty());
    return new FileVersion(after(ETAG, lines), after(MODIFIED, lines), bytes);
  }

  private static Optional<String> after(String name, List<String> lines) {
    return lines.stream()
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(name.length()))
        .findFirst();
  }
}
