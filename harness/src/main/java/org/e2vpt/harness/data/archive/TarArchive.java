package org.e2vpt.harness.data.archive;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;

/** A tar file, packed with gzip or not. It can only be read from its beginning. */
public final class TarArchive extends Archive {

  /** Opens the tar file's content once for each pass. */
  @FunctionalInterface
  private interface Content {
    void open(StreamReader reader) throws IOException;
  }

  @FunctionalInterface
  private interface StreamReader {
    void read(InputStream in) throws IOException;
  }

  private final Content content;

  private TarArchive(String name, Content content) {
    super(name);
    this.content = content;
  }

  /** The tar file at {@code file}. */
  public static TarArchive of(Path file) {
    return new TarArchive(
        file.getFileName().toString(),
        reader -> {
          try (InputStream in = Gzip.open(file)) {
            reader.read(in);
          }
        });
  }

  /** A tar file that is itself a member of another archive. */
  public static TarArchive within(Archive outer, String member) {
    return new TarArchive(
        outer.name() + "!" + member,
        reader ->
            outer.read(
                Set.of(member),
                (found, in) -> reader.read(Gzip.unpack(in, outer.name() + "!" + member))));
  }

  @Override
  void pass(Predicate<String> wanted, int count, Visitor visitor) throws IOException {
    content.open(in -> pass(in, wanted, count, visitor));
  }

  @SuppressWarnings("resource") // the stream below belongs to whoever opened it
  private void pass(InputStream in, Predicate<String> wanted, int count, Visitor visitor)
      throws IOException {
    TarArchiveInputStream tar = new TarArchiveInputStream(in);
    int seen = 0;
    for (TarArchiveEntry entry = next(tar); entry != null && seen < count; ) {
      if (entry.isFile()) {
        String member = safe(entry.getName());
        if (entry.isSparse()) { // 200 bytes of them stand for gigabytes of zeros
          throw broken(new IOException("'%s' is a sparse file".formatted(member)));
        }
        if (wanted.test(member)) {
          seen++;
          visitor.member(member, new Member(tar));
        }
      }
      entry = seen < count ? next(tar) : null;
    }
  }

  private @Nullable TarArchiveEntry next(TarArchiveInputStream tar) throws IOException {
    try {
      return tar.getNextEntry();
    } catch (IOException | RuntimeException e) {
      throw broken(e);
    }
  }

  /** One member's bytes; its errors are the archive's. */
  private final class Member extends FilterInputStream {

    Member(InputStream in) {
      super(in);
    }

    @Override
    public int read(byte[] to, int start, int length) throws IOException {
      try {
        return super.read(to, start, length);
      } catch (IOException | RuntimeException e) {
        throw broken(e);
      }
    }

    @Override
    public void close() {
      // The archive goes on.
    }
  }
}
