package org.e2vpt.harness.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** NumPy's {@code .npz}: a zip of {@code .npy} members, one tensor each. */
public final class Npz {

  private Npz() {}

  /** Reads the header of each member. */
  static Listing list(ZipMembers zip) throws IOException {
    requireArrays(zip);
    Map<String, String> members = new LinkedHashMap<>();
    for (String member : zip.entries().keySet()) {
      String tensor = member.replaceFirst("\\.npy$", "");
      if (members.put(tensor, member) != null) {
        throw new IOException("it holds two tensors of name " + tensor);
      }
    }
    return Listing.of(
        "npz",
        members,
        Map.of(),
        member -> {
          Npy npy = header(zip, member);
          return new Listing.Stored(npy.info(), () -> npy.tensor(zip.read(member)));
        });
  }

  private static void requireArrays(ZipMembers zip) throws IOException {
    Set<String> members = zip.entries().keySet();
    if (members.stream().noneMatch(member -> member.endsWith(".npy"))) {
      throw new IOException(
          "it is a zip of %d members%s, none of them an array (.npy) or PyTorch's data.pkl"
              .formatted(
                  members.size(),
                  members.stream().findFirst().map(first -> ", such as " + first).orElse("")));
    }
  }

  /**
   * All tensors of the file by name, in the file's order.
   *
   * @throws IOException naming the file, and the member that cannot be read
   */
  public static Map<String, HostTensor> read(Path file) throws IOException {
    try (TensorFile tensors = TensorFile.open(file)) {
      return tensors.readAll();
    }
  }

  private static Npy header(ZipMembers zip, String member) throws IOException {
    try {
      long size = zip.size(member);
      ByteBuffer preamble = zip.read(member, 0, Math.min(size, Npy.PREAMBLE));
      return Npy.parse(zip.read(member, 0, Npy.data(preamble, size)), size);
    } catch (IllegalArgumentException e) {
      throw new IOException("member %s: %s".formatted(member, e.getMessage()), e);
    }
  }
}
