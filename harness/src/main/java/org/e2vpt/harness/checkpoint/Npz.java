package org.e2vpt.harness.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
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
    Map<String, String> ignored = new LinkedHashMap<>();
    for (Map.Entry<String, String> member : members.entrySet()) {
      named(member.getValue(), () -> Npy.unreadable(head(zip, member.getValue())))
          .ifPresent(type -> ignored.put(member.getKey(), "array of " + type));
    }
    members.keySet().removeAll(ignored.keySet());
    return Listing.of(
        "npz",
        members,
        ignored,
        member -> {
          Npy npy = named(member, () -> Npy.parse(head(zip, member), zip.size(member)));
          return new Listing.Stored(npy.info(), () -> npy.tensor(zip.read(member)));
        });
  }

  private static void requireArrays(ZipMembers zip) throws IOException {
    Set<String> members = zip.entries().keySet();
    if (members.stream().noneMatch(member -> member.endsWith(".npy"))) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "it is a zip of %d members%s, none of them an array (.npy) or PyTorch's data.pkl",
              members.size(),
              members.stream().findFirst().map(first -> ", such as " + first).orElse("")));
    }
  }

  /**
   * All tensors of the file by name, in the file's order.
   *
   * @throws IOException naming the file, and the member that cannot be read or holds no tensor
   */
  public static Map<String, HostTensor> read(Path file) throws IOException {
    try (TensorFile tensors = TensorFile.open(file)) {
      for (Map.Entry<String, String> other : tensors.ignored().entrySet()) {
        throw new IOException(
            "cannot read %s: %s is an %s".formatted(file, other.getKey(), other.getValue()));
      }
      return tensors.readAll();
    }
  }

  private static ByteBuffer head(ZipMembers zip, String member) throws IOException {
    long size = zip.size(member);
    ByteBuffer preamble = zip.read(member, 0, Math.min(size, Npy.PREAMBLE));
    return zip.read(member, 0, Npy.data(preamble, size));
  }

  /** Something that can be read from a member. */
  private interface Reading<T> {
    T read() throws IOException;
  }

  private static <T> T named(String member, Reading<T> reading) throws IOException {
    try {
      return reading.read();
    } catch (IllegalArgumentException e) {
      throw new IOException("member %s: %s".formatted(member, e.getMessage()), e);
    }
  }
}
