package org.e2vpt.harness.data;

import com.google.common.collect.ImmutableMap;
import com.google.common.io.BaseEncoding;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The hash of content that comes piece by piece, written as {@code datasets.lock} writes it. */
public final class ContentHash {

  private static final int BUFFER = 1 << 20;
  private static final String DEFAULT = "sha256";
  private static final ImmutableMap<String, String> ALGORITHMS =
      ImmutableMap.of(DEFAULT, "SHA-256", "sha1", "SHA-1", "md5", "MD5");

  private final String name;
  private final MessageDigest digest;
  private long bytes;

  private ContentHash(String name) {
    this.name = name;
    try {
      digest = MessageDigest.getInstance(ALGORITHMS.getOrDefault(name, ""));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java runtime lacks " + name, e);
    }
  }

  /** Empty content, hashed as {@code hash} is: {@code algorithm:hexadecimal}, or {@code ?}. */
  public static ContentHash like(String hash) {
    int colon = hash.indexOf(':');
    return new ContentHash(colon < 0 ? DEFAULT : hash.substring(0, colon));
  }

  /** Appends {@code length} bytes of {@code content}. */
  public void add(byte[] content, int offset, int length) {
    digest.update(content, offset, length);
    bytes += length;
  }

  /** How much has been added. */
  public long bytes() {
    return bytes;
  }

  /** Appends the rest of a file. */
  public void add(InputStream content) throws IOException {
    byte[] buffer = new byte[BUFFER];
    for (int n = content.read(buffer); n >= 0; n = content.read(buffer)) {
      add(buffer, 0, n);
    }
  }

  /** {@code algorithm:hexadecimal} of what has been added; ask once, for it begins anew then. */
  public String end() {
    bytes = 0;
    return name + ":" + BaseEncoding.base16().lowerCase().encode(digest.digest());
  }
}
