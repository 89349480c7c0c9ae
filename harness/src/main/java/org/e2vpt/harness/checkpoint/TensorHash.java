package org.e2vpt.harness.checkpoint;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** What a safetensors file of this program says of its own content, so that damage is noticed. */
public final class TensorHash {

  /** Its name in the file's metadata. */
  public static final String NAME = "sha256";

  private TensorHash() {}

  /** Over all other metadata, sorted by name, and the tensors in the order of the file. */
  public static String of(Map<String, String> metadata, Map<String, HostTensor> tensors) {
    Hasher hasher = Hashing.sha256().newHasher();
    new TreeMap<>(metadata)
        .forEach(
            (name, text) -> {
              if (!name.equals(NAME)) {
                hasher.putString("%s=%s\n".formatted(name, text), StandardCharsets.UTF_8);
              }
            });
    tensors.forEach(
        (name, tensor) ->
            hasher.putString(name + "\n", StandardCharsets.UTF_8).putBytes(tensor.bytes()));
    return hasher.hash().toString();
  }
}
