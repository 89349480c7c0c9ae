package org.e2vpt.harness.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.e2vpt.harness.data.ContentHash;
import org.e2vpt.harness.file.Folders;

/**
 * A download that is not whole yet: {@code FILE.part}, and in {@code FILE.part.from} the URL that
 * it comes from and, as the headers of HTTP have it, the version of the file there. Both outlive
 * this process.
 */
final class PartialDownload {

  private final Path target;
  private final Path part;
  private final Path from;
  private final ContentHash hash;
  private boolean continued = true;

  /**
   * The partial download of {@code target}.
   *
   * @param lockedHash says by which algorithm to hash
   */
  PartialDownload(Path target, String lockedHash) {
    this.target = target;
    part = target.resolveSibling(target.getFileName() + ".part");
    from = target.resolveSibling(target.getFileName() + ".part.from");
    hash = ContentHash.like(lockedHash);
  }

  Path path() {
    return part;
  }

  /** Where the file is wanted. */
  Path target() {
    return target;
  }

  /** Whether what has come did not come in one piece, or before this process began. */
  boolean isContinued() {
    return continued;
  }

  /** How much has come. */
  long bytes() throws IOException {
    return Files.exists(part) ? Files.size(part) : 0;
  }

  /** The URL of what has come, if anything can be continued. */
  Optional<String> url() throws IOException {
    return origin().map(lines -> lines.get(0));
  }

  /** The version of what has come from {@code url}, if it can be continued. */
  Optional<FileVersion> version(String url) throws IOException {
    return origin()
        .filter(lines -> lines.get(0).equals(url))
        .map(lines -> version(lines.subList(1, lines.size())))
        .filter(version -> version.validator().isPresent());
  }

  /** Earlier versions of this program wrote one line: a strong ETag, or the date, and no more. */
  private static FileVersion version(List<String> lines) {
    if (lines.size() > 1 || lines.get(0).contains(": ")) {
      return FileVersion.of(lines);
    }
    Optional<String> validator = Optional.of(lines.get(0));
    return lines.get(0).startsWith("\"")
        ? new FileVersion(validator, Optional.empty(), OptionalLong.empty())
        : new FileVersion(Optional.empty(), validator, OptionalLong.empty());
  }

  private Optional<List<String>> origin() throws IOException {
    if (bytes() == 0 || !Files.exists(from)) {
      return Optional.empty();
    }
    List<String> lines = Files.readAllLines(from);
    return lines.size() > 1 ? Optional.of(lines) : Optional.empty();
  }

  /** Forgets what has come, and takes bytes from the file's begin. */
  OutputStream begin(String url, FileVersion version) throws IOException {
    Folders.create(part.resolveSibling(""));
    discard();
    continued = false;
    OutputStream out = Files.newOutputStream(part);
    if (version.validator().isPresent()) {
      Files.writeString(from, url + "\n" + String.join("\n", version.lines()) + "\n");
    }
    return new Hashing(out);
  }

  /** Takes bytes that follow those that have come. */
  OutputStream resume() throws IOException {
    continued = true;
    if (hash.bytes() != bytes()) {
      rehash();
    }
    return new Hashing(Files.newOutputStream(part, StandardOpenOption.APPEND));
  }

  /** The hash of all that has come. */
  String hash() throws IOException {
    if (hash.bytes() != bytes()) {
      rehash();
    }
    return hash.end();
  }

  private void rehash() throws IOException {
    hash.end();
    try (InputStream content = Files.newInputStream(part)) {
      hash.add(content);
    }
  }

  /** Makes it the file that was wanted. */
  void complete() throws IOException {
    try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    Files.deleteIfExists(from);
  }

  /** Throws away what has come; first the note of where from, lest it speak of other bytes. */
  void discard() throws IOException {
    Files.deleteIfExists(from);
    Files.deleteIfExists(part);
    hash.end();
  }

  /** Hashes what it writes. */
  private final class Hashing extends OutputStream {
    private final OutputStream out;

    Hashing(OutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] content, int offset, int length) throws IOException {
      out.write(content, offset, length);
      hash.add(content, offset, length);
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }
}
