package org.e2vpt.harness.weights;

import com.google.common.io.BaseEncoding;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import org.e2vpt.harness.data.DatasetsLock;
import org.e2vpt.harness.data.DatasetsLock.LockedFile;

/**
 * What tells a file from all others.
 *
 * @param sha256 in hexadecimal digits
 * @param md5 in hexadecimal digits: some files are published with nothing better
 */
public record Fingerprint(long bytes, String sha256, String md5) {

  private static final int PIECE = 1 << 20;

  /** Of a file, which is read whole. */
  public static Fingerprint of(Path file) throws IOException {
    MessageDigest sha256 = digest("SHA-256");
    MessageDigest md5 = digest("MD5");
    long bytes = 0;
    byte[] piece = new byte[PIECE];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
        sha256.update(piece, 0, read);
        md5.update(piece, 0, read);
        bytes += read;
      }
    }
    return new Fingerprint(bytes, hexadecimal(sha256), hexadecimal(md5));
  }

  /** The file of a lock that this is, if it is one. */
  public Optional<LockedFile> in(DatasetsLock lock) {
    return lock.files().values().stream()
        .filter(known -> known.isHash("sha256:" + sha256) || known.isHash("md5:" + md5))
        .findFirst();
  }

  private static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java runtime lacks " + algorithm, e);
    }
  }

  private static String hexadecimal(MessageDigest digest) {
    return BaseEncoding.base16().lowerCase().encode(digest.digest());
  }
}
