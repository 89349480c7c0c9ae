package org.e2vpt.harness.data.source;

import com.google.common.collect.ImmutableList;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;

/**
 * The order in which TensorFlow Datasets (from 2.0) stores the examples of a split, and by which
 * {@code train[:800]} means the same images everywhere.
 *
 * <p>Ascending by {@code MD5(salt + key)}, read as an unsigned number of 128 bits, both in UTF-8;
 * the salt is the name of the split.
 */
public final class TfdsOrder {

  private TfdsOrder() {}

  /** The examples, which must have different keys, in the order of their salted hashes. */
  public static ImmutableList<Example> sorted(String salt, Collection<Example> examples) {
    MessageDigest md5 = md5();
    byte[] start = salt.getBytes(StandardCharsets.UTF_8);
    return examples.stream()
        .map(example -> Hashed.of(example, md5, start))
        .sorted()
        .map(Hashed::example)
        .collect(ImmutableList.toImmutableList());
  }

  private record Hashed(Example example, long high, long low) implements Comparable<Hashed> {

    static Hashed of(Example example, MessageDigest md5, byte[] salt) {
      md5.update(salt);
      ByteBuffer hash = ByteBuffer.wrap(md5.digest(example.key().getBytes(StandardCharsets.UTF_8)));
      return new Hashed(example, hash.getLong(), hash.getLong());
    }

    @Override
    public int compareTo(Hashed other) {
      int byHigh = Long.compareUnsigned(high, other.high);
      return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }
  }

  private static MessageDigest md5() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java runtime lacks MD5", e);
    }
  }
}
