package org.e2vpt.harness.checkpoint;

import com.google.common.hash.Hashing;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** NumPy's {@code .npz}: a zip of {@code .npy} members, one tensor each. */
public final class Npz {

  private Npz() {}

  /**
   * All tensors of the file by name, in the file's order.
   *
   * @throws IOException naming the file, and the member that cannot be read
   */
  public static Map<String, HostTensor> read(Path file) throws IOException {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    try (ZipFile zip = open(file)) {
      for (Enumeration<? extends ZipEntry> e = zip.entries(); e.hasMoreElements(); ) {
        ZipEntry entry = e.nextElement();
        String name = entry.getName().replaceFirst("\\.npy$", "");
        if (tensors.put(name, member(zip, entry, file)) != null) {
          throw new IOException("%s holds two tensors of name %s".formatted(file, name));
        }
      }
    }
    return tensors;
  }

  private static ZipFile open(Path file) throws IOException {
    try {
      return new ZipFile(file.toFile());
    } catch (ZipException e) {
      throw new IOException("%s is no npz file: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static HostTensor member(ZipFile zip, ZipEntry entry, Path file) throws IOException {
    try (InputStream in = zip.getInputStream(entry)) {
      byte[] bytes = in.readAllBytes();
      // ZipFile does not compare checksums by itself.
      if (Hashing.crc32().hashBytes(bytes).padToLong() != entry.getCrc()) {
        throw new ZipException("it is damaged, its checksum is wrong");
      }
      return Npy.parse(bytes);
    } catch (IOException | IllegalArgumentException e) {
      throw new IOException(
          "cannot read %s!%s: %s".formatted(file, entry.getName(), e.getMessage()), e);
    }
  }
}
