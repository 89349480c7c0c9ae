package org.e2vpt.harness.data.archive;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterables;
import com.google.common.collect.Sets;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Named files in one container. Names are relative, with {@code /} between folders.
 *
 * <p>Nothing is ever written to disk under a member's name; a name that points out of the archive
 * is refused all the same, since whoever made it meant harm.
 */
public abstract class Archive {

  /** Of a member that is held in memory: a photo, or a list of 10 MB. */
  private static final int MOST_BYTES = 1 << 26;

  private final String name;

  Archive(String name) {
    this.name = name;
  }

  /** Gets the members of a pass. */
  @FunctionalInterface
  public interface Visitor {

    /** Takes a member; its content ends with this call. */
    void member(String member, InputStream content) throws IOException;
  }

  /** The archive as messages name it. */
  public final String name() {
    return name;
  }

  /**
   * Passes through the archive until {@code visitor} has seen {@code count} wanted members.
   *
   * @throws IOException naming the archive, if it is broken
   */
  abstract void pass(Predicate<String> wanted, int count, Visitor visitor) throws IOException;

  /** The names of all files, in the archive's order. */
  public ImmutableList<String> names() throws IOException {
    List<String> names = new ArrayList<>();
    readAll((member, content) -> names.add(member));
    return ImmutableList.copyOf(names);
  }

  /**
   * Shows each of these members once, in the archive's order, and reads no further than the last.
   *
   * @throws IOException naming the archive, if it is broken or a member is missing
   */
  public void read(Set<String> members, Visitor visitor) throws IOException {
    if (members.isEmpty()) {
      return;
    }
    Set<String> found = new HashSet<>();
    pass(
        member -> members.contains(member) && !found.contains(member),
        members.size(),
        (member, content) -> {
          found.add(member);
          visitor.member(member, content);
        });
    Set<String> missing = Sets.difference(members, found);
    if (!missing.isEmpty()) {
      throw new IOException(
          "%s lacks '%s'%s; is it the whole original? Fetch it again"
              .formatted(
                  name,
                  Iterables.get(missing, 0),
                  missing.size() == 1
                      ? ""
                      : String.format(Locale.ROOT, " and %d more", missing.size() - 1)));
    }
  }

  /** Shows every member whose whole name fits, in the archive's order. */
  public void readMatching(Pattern name, Visitor visitor) throws IOException {
    pass(member -> name.matcher(member).matches(), Integer.MAX_VALUE, visitor);
  }

  /** Shows every member, in the archive's order. */
  public void readAll(Visitor visitor) throws IOException {
    pass(member -> true, Integer.MAX_VALUE, visitor);
  }

  /** The content of one member. */
  public byte[] bytes(String member) throws IOException {
    List<byte[]> contents = new ArrayList<>();
    read(Set.of(member), (found, content) -> contents.add(whole(found, content)));
    return contents.get(0);
  }

  /**
   * The content of a member that a visitor got.
   *
   * @throws IOException naming it if it is larger than any member that is held in memory
   */
  public final byte[] whole(String member, InputStream content) throws IOException {
    byte[] bytes = content.readNBytes(MOST_BYTES + 1);
    if (bytes.length > MOST_BYTES) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s has more than %d bytes, which is too much: fetch %s again",
              place(member),
              MOST_BYTES,
              name));
    }
    return bytes;
  }

  /** How messages name a member. */
  public final String place(String member) {
    return name + "!" + member;
  }

  /** The content of one member in UTF-8, line by line, without blank lines. */
  public ImmutableList<String> lines(String member) throws IOException {
    return Lines.of(bytes(member), place(member));
  }

  /** The name of a member without a leading {@code ./}, refused if it leaves the archive. */
  final String safe(String member) throws IOException {
    String relative = member.startsWith("./") ? member.substring(2) : member;
    boolean absolute = relative.startsWith("/") || relative.matches("[A-Za-z]:.*");
    if (absolute || relative.indexOf('\\') >= 0 || List.of(relative.split("/")).contains("..")) {
      throw new IOException(
          "%s holds '%s', a path that leads out of it: it is not the original, delete it"
              .formatted(name, member));
    }
    return relative;
  }

  /** An error of the archive itself; for damaged ones, the libraries throw what they like. */
  final IOException broken(Exception cause) {
    if (cause instanceof ArchiveException known) {
      return known;
    }
    return new ArchiveException(
        "cannot read %s: %s; it is damaged or incomplete, fetch it again"
            .formatted(name, cause.getMessage()),
        cause);
  }
}
