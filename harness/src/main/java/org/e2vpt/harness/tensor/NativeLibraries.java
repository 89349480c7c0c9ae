package org.e2vpt.harness.tensor;

import com.google.common.collect.ImmutableMap;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * Libraries of native code that lie packed in jars and have to lie in a folder to be loaded. What
 * is in the folder is compared with the sizes and checksums in the jars' own directories: a library
 * that is empty, cut off or changed crashes the process that loads it.
 *
 * @param folder where they are loaded from
 * @param packed by the name of the file
 */
record NativeLibraries(Path folder, ImmutableMap<String, URL> packed) {

  private static final int PIECE = 1 << 20;

  /** Size and CRC-32 of a file. */
  private record Content(long bytes, long checksum) {}

  /** The libraries that differ from the packed ones, each with what is wrong with it. */
  ImmutableMap<String, String> damage() throws IOException {
    ImmutableMap.Builder<String, String> damage = ImmutableMap.builder();
    for (Map.Entry<String, Content> library : expected().entrySet()) {
      damage(library.getKey(), library.getValue())
          .ifPresent(what -> damage.put(library.getKey(), what));
    }
    return damage.buildOrThrow();
  }

  private Optional<String> damage(String name, Content expected) throws IOException {
    Path file = folder.resolve(name);
    if (!Files.isRegularFile(file)) {
      return Optional.of("is missing");
    }
    long bytes = Files.size(file);
    if (bytes != expected.bytes) {
      return Optional.of(
          String.format(Locale.ROOT, "has %d bytes instead of %d", bytes, expected.bytes));
    }
    try (InputStream in = Files.newInputStream(file)) {
      return content(in).checksum == expected.checksum
          ? Optional.empty()
          : Optional.of("differs from the one in the jar");
    }
  }

  /**
   * Unpacks what is missing or damaged, and says so. Only one process may do so at a time.
   *
   * @throws IOException if the jar cannot be read or the folder not be written
   */
  void restore() throws IOException {
    ImmutableMap<String, String> damage = damage();
    if (!damage.isEmpty()) {
      System.err.println(
          Files.exists(folder)
              ? describe(damage) + ": unpacking it again"
              : "unpacking PyTorch's libraries into " + folder + ", once");
      unpack(damage.keySet());
    }
    remember();
  }

  /** The first damage as a sentence. */
  String describe(Map<String, String> damage) {
    Map.Entry<String, String> first = damage.entrySet().iterator().next();
    return folder.resolve(first.getKey()) + " " + first.getValue();
  }

  /**
   * Unpacks those that are missing or damaged. Each replaces its predecessor in one step, and all
   * of them come in one step if none is there, so a process that loads them now is not disturbed.
   */
  private void unpack(Iterable<String> names) throws IOException {
    Path unfinished = folder.resolveSibling(folder.getFileName() + ".unfinished");
    try {
      delete(unfinished); // left by a process that was killed
      Files.createDirectories(unfinished);
      for (String name : names) {
        copy(Objects.requireNonNull(packed.get(name)), unfinished.resolve(name));
      }
      if (!Files.exists(folder)) {
        Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
        return;
      }
      for (String name : names) {
        Path file = folder.resolve(name);
        if (Files.isDirectory(file)) {
          delete(file);
        }
        Files.move(unfinished.resolve(name), file, StandardCopyOption.ATOMIC_MOVE);
      }
    } finally {
      delete(unfinished);
    }
  }

  private static void copy(URL from, Path to) throws IOException {
    try (InputStream in = from.openStream();
        OutputStream out = Files.newOutputStream(to)) {
      in.transferTo(out);
    }
    try (FileChannel file = FileChannel.open(to, StandardOpenOption.WRITE)) {
      file.force(true); // before its name says that it is whole
    }
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      MoreFiles.deleteRecursively(folder, RecursiveDeleteOption.ALLOW_INSECURE);
    }
  }

  /** Bytes of all of them. */
  long bytes() throws IOException {
    return expected().values().stream().mapToLong(Content::bytes).sum();
  }

  private Map<String, Content> expected() throws IOException {
    Map<String, Content> expected = new LinkedHashMap<>();
    for (Map.Entry<String, URL> library : packed.entrySet()) {
      URLConnection connection = library.getValue().openConnection();
      if (connection instanceof JarURLConnection jar) {
        expected.put(
            library.getKey(), new Content(jar.getJarEntry().getSize(), jar.getJarEntry().getCrc()));
      } else {
        try (InputStream in = connection.getInputStream()) {
          expected.put(library.getKey(), content(in));
        }
      }
    }
    return expected;
  }

  private static Content content(InputStream in) throws IOException {
    CRC32 checksum = new CRC32();
    long bytes = 0;
    byte[] piece = new byte[PIECE];
    for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
      checksum.update(piece, 0, read);
      bytes += read;
    }
    return new Content(bytes, checksum.getValue());
  }

  /**
   * Remembers that all of them are whole, by their sizes and times of change: half a gigabyte is
   * too much to be read by every worker.
   */
  private void remember() throws IOException {
    Optional<String> stamp = stamp();
    if (stamp.isPresent()) {
      Files.writeString(stampFile(), stamp.get());
    }
  }

  /** Whether all of them were whole, and none has changed since. */
  boolean isRemembered() throws IOException {
    return Files.isReadable(stampFile())
        && Optional.of(Files.readString(stampFile())).equals(stamp());
  }

  private Path stampFile() {
    return folder.resolveSibling(folder.getFileName() + ".checked"); // DJL loads what is inside
  }

  /** Empty if one is missing. */
  private Optional<String> stamp() throws IOException {
    StringBuilder stamp = new StringBuilder();
    for (Map.Entry<String, Content> library : expected().entrySet()) {
      Path file = folder.resolve(library.getKey());
      if (!Files.isRegularFile(file) || Files.size(file) != library.getValue().bytes) {
        return Optional.empty();
      }
      stamp
          .append(library.getKey())
          .append(' ')
          .append(library.getValue().bytes)
          .append(' ')
          .append(Long.toHexString(library.getValue().checksum))
          .append(' ')
          .append(Files.getLastModifiedTime(file))
          .append('\n');
    }
    return Optional.of(stamp.toString());
  }

  /** Why a file cannot be read or written, in words. */
  static String reason(IOException e) {
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (e instanceof FileAlreadyExistsException) {
      return "a file lies where a folder is needed";
    }
    String reason = e instanceof FileSystemException file ? file.getReason() : e.getMessage();
    return reason == null ? e.toString() : reason;
  }
}
