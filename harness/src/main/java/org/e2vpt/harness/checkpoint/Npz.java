package org.e2vpt.harness.checkpoint;

import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** NumPy's {@code .npz}: a zip of {@code .npy} members, one tensor each. */
public final class Npz implements TensorFile.Format {

  private record Member(String name, Npy npy) {}

  private final ZipMembers zip;
  private final Map<String, Member> members = new LinkedHashMap<>();

  /** Reads the header of each member. */
  Npz(ZipMembers zip) throws IOException {
    this.zip = zip;
    for (String name : zip.entries().keySet()) {
      String tensor = name.replaceFirst("\\.npy$", "");
      if (members.put(tensor, new Member(name, header(name))) != null) {
        throw new IOException("it holds two tensors of name " + tensor);
      }
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

  private Npy header(String member) throws IOException {
    try {
      long size = zip.size(member);
      ByteBuffer preamble = zip.read(member, 0, Math.min(size, Npy.PREAMBLE));
      return Npy.parse(zip.read(member, 0, Npy.data(preamble, size)), size);
    } catch (IllegalArgumentException e) {
      throw new IOException("member %s: %s".formatted(member, e.getMessage()), e);
    }
  }

  @Override
  public String name() {
    return "npz";
  }

  @Override
  public ImmutableMap<String, TensorInfo> tensors() {
    ImmutableMap.Builder<String, TensorInfo> tensors = ImmutableMap.builder();
    members.forEach((name, member) -> tensors.put(name, member.npy.info()));
    return tensors.buildOrThrow();
  }

  @Override
  public HostTensor read(String name) throws IOException {
    Member member = members.get(name);
    if (member == null) {
      throw new IOException("it has no tensor " + name);
    }
    return member.npy.tensor(zip.read(member.name));
  }
}
