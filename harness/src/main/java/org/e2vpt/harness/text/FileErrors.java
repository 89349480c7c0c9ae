package org.e2vpt.harness.text;

import com.google.common.collect.ImmutableMap;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with a file, and what to do: Java's exceptions in sentences.
 *
 * <p>The operating system gives its reason in the language of the user, and only some reasons have
 * an exception of their own. Reasons in English are recognised; after others, the file is looked
 * at.
 */
public final class FileErrors {

  private enum Fault {
    MISSING,
    DENIED,
    EXISTS,
    FOLDER,
    NO_FOLDER,
    FULL,
    QUOTA,
    READ_ONLY,
    NAME_TOO_LONG,
    LOOP,
    TOO_MANY_OPEN,
    DEVICE
  }

  /** What the C library, or Windows, says in English; in lower case. */
  private static final ImmutableMap<String, Fault> REASONS =
      ImmutableMap.<String, Fault>builder()
          .put("no such file or directory", Fault.MISSING)
          .put("permission denied", Fault.DENIED)
          .put("operation not permitted", Fault.DENIED)
          .put("access is denied", Fault.DENIED)
          .put("is a directory", Fault.FOLDER)
          .put("not a directory", Fault.NO_FOLDER)
          .put("no space left on device", Fault.FULL)
          .put("there is not enough space on the disk", Fault.FULL)
          .put("quota exceeded", Fault.QUOTA)
          .put("read-only file system", Fault.READ_ONLY)
          .put("name too long", Fault.NAME_TOO_LONG)
          .put("too many levels of symbolic links", Fault.LOOP)
          .put("too many open files", Fault.TOO_MANY_OPEN)
          .put("input/output error", Fault.DEVICE)
          .buildOrThrow();

  /** The message of {@code java.io}, such as {@code a.csv (Permission denied)}. */
  private static final Pattern OF_JAVA_IO = Pattern.compile("(.*) \\((.*)\\)", Pattern.DOTALL);

  /** Of file names. */
  private static final String LOCALE_ENCODING = System.getProperty("sun.jnu.encoding", "UTF-8");

  /** What Java reads where a file's name has bytes that are no letter in that encoding. */
  private static final char UNSPELLED = '\ufffd';

  /** Longer ones are shown by their beginning. */
  private static final int LONGEST_NAME = 200;

  private FileErrors() {}

  /** What is wrong, with the file's name if {@code e} knows it; no full stop. */
  public static String describe(IOException e) {
    return describe(e, "");
  }

  /**
   * The failure to do something with a file.
   *
   * @param what was to be done, such as {@code cannot write a.csv}
   * @return with a message for the user
   */
  public static IOException explained(String what, IOException e) {
    return new IOException(what + ": " + describe(e, what), e);
  }

  /**
   * The same where the reader has just been told the file's name.
   *
   * @param told what was said before, such as {@code cannot write a.csv}
   */
  static String describe(IOException e, String told) {
    if (e instanceof FileSystemException at) {
      return describe(e, culprit(at), at.getReason(), told);
    }
    String message = e.getMessage();
    if (e instanceof FileNotFoundException && message != null) {
      Matcher matcher = OF_JAVA_IO.matcher(message);
      return matcher.matches()
          ? describe(e, matcher.group(1), matcher.group(2), told)
          : describe(e, message, null, told);
    }
    if (e instanceof CharacterCodingException) {
      return "it is not text in UTF-8";
    }
    if (e instanceof EOFException) {
      return "it ends too early";
    }
    if (e instanceof ClosedByInterruptException) {
      return "it was interrupted";
    }
    return message == null ? e.toString() : describe(e, null, message, told);
  }

  /** Of the two files of a move, the target: the other one is temporary. */
  private static @Nullable String culprit(FileSystemException e) {
    return e.getOtherFile() == null ? e.getFile() : e.getOtherFile();
  }

  /**
   * Says so if the locale cannot spell the current folder: Java then has question marks in its
   * name, and absolute paths lead elsewhere.
   */
  public static Optional<String> currentFolder() {
    Path current = Path.of("").toAbsolutePath();
    try {
      return Files.isSameFile(current, Path.of("."))
          ? Optional.empty()
          : Optional.of(unspelled(current.toString()));
    } catch (IOException e) {
      return Optional.of(
          LOCALE_ENCODING.equals("UTF-8") ? describe(e) : unspelled(current.toString()));
    }
  }

  /** What is wrong with a name that is no path here. */
  public static String describe(InvalidPathException e) {
    String reason = e.getReason();
    if (reason.contains("unmappable")) {
      return unspelled(e.getInput());
    }
    return reason.startsWith("Nul character")
        ? "a file name cannot hold a NUL character: '%s'".formatted(e.getInput())
        : "'%s' is not a valid file name here: %s".formatted(e.getInput(), reason);
  }

  private static String unspelled(String name) {
    return "the locale cannot spell the file name '%s' (its encoding is %s): set LC_ALL=C.UTF-8"
        .formatted(name, LOCALE_ENCODING);
  }

  private static String describe(
      IOException e, @Nullable String file, @Nullable String reason, String told) {
    Optional<Fault> fault = fault(e, reason).or(() -> look(file));
    if (fault.isEmpty()) {
      String words = reason == null ? e.getClass().getSimpleName() : reason;
      return file == null || told.endsWith(withoutSuffix(file)) ? words : file + ": " + words;
    }
    String it = file == null || told.endsWith(withoutSuffix(file)) ? "it" : abridged(file);
    String its = it.equals("it") ? "its" : "the";
    String ofIt = it.equals("it") ? "" : " of " + it;
    return switch (fault.get()) {
      case MISSING -> file == null ? "it does not exist" : missing(it, Path.of(file));
      case DENIED ->
          "there is no permission for %s; ask its owner, or choose another place".formatted(it);
      case EXISTS -> // mostly a file where a folder is to be made
          file != null && Files.isRegularFile(Path.of(file))
              ? it + " is a file, not a folder"
              : it + " exists already; move it away, or choose another name";
      case FOLDER -> it + " is a folder, not a file";
      case NO_FOLDER -> noFolder(it, file);
      case FULL -> "%s disk%s is full; make room, or choose another folder".formatted(its, ofIt);
      case QUOTA ->
          "your quota of %s disk%s is used up; make room, or choose another folder"
              .formatted(its, ofIt);
      case READ_ONLY -> "%s file system%s is read-only; choose another folder".formatted(its, ofIt);
      case NAME_TOO_LONG ->
          "%s name%s is too long; most file systems take 255 bytes between two slashes"
              .formatted(its, ofIt);
      case LOOP ->
          e instanceof FileSystemLoopException
              ? it + " is a link to a folder that contains it; remove it"
              : it + " is a symbolic link that leads back to itself";
      case TOO_MANY_OPEN -> "too many files are open; allow more, as by 'ulimit -n 4096'";
      case DEVICE -> "%s disk%s reports an input/output error; check it".formatted(its, ofIt);
    };
  }

  /** Files are written under a temporary name, of which the reader need not know. */
  private static String withoutSuffix(String file) {
    return file.replaceFirst("(\\.[0-9]+)?\\.tmp$", "");
  }

  private static Optional<Fault> fault(IOException e, @Nullable String reason) {
    if (e instanceof NoSuchFileException) {
      return Optional.of(Fault.MISSING);
    }
    if (e instanceof AccessDeniedException) {
      return Optional.of(Fault.DENIED);
    }
    if (e instanceof FileAlreadyExistsException) {
      return Optional.of(Fault.EXISTS);
    }
    if (e instanceof NotDirectoryException) {
      return Optional.of(Fault.NO_FOLDER);
    }
    if (e instanceof FileSystemLoopException) {
      return Optional.of(Fault.LOOP);
    }
    String lower = reason == null ? "" : reason.toLowerCase(Locale.ROOT);
    return REASONS.entrySet().stream()
        .filter(
            entry ->
                e instanceof FileSystemException || e instanceof FileNotFoundException
                    ? lower.contains(entry.getKey())
                    : lower.equals(entry.getKey())) // else it has words of its own
        .map(Map.Entry::getValue)
        .findFirst();
  }

  /** Finds out what an operating system that does not speak English may have meant. */
  private static Optional<Fault> look(@Nullable String file) {
    if (file == null) {
      return Optional.empty();
    }
    Path path = Path.of(file);
    Path there = existing(path);
    if (Files.isDirectory(path)) {
      return Optional.of(Fault.FOLDER);
    }
    if (!there.equals(path.toAbsolutePath()) && !Files.isDirectory(there)) {
      return Optional.of(Fault.NO_FOLDER);
    }
    try {
      FileStore store = Files.getFileStore(there);
      if (store.isReadOnly()) {
        return Optional.of(Fault.READ_ONLY);
      }
      return store.getUsableSpace() == 0 ? Optional.of(Fault.FULL) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** The path itself, or the last folder or file on the way to it. */
  private static Path existing(Path path) {
    Path there = path.toAbsolutePath();
    while (!Files.exists(there, LinkOption.NOFOLLOW_LINKS) && there.getParent() != null) {
      there = there.getParent();
    }
    return there;
  }

  private static String missing(String it, Path path) {
    Path there = existing(path);
    Path absolute = path.toAbsolutePath();
    if (absolute.toString().indexOf(UNSPELLED) >= 0) {
      return unspelled(absolute.toString());
    }
    if (there.equals(absolute)) {
      return Files.isSymbolicLink(path)
          ? it + " is a symbolic link to something that does not exist"
          : it + " did not exist";
    }
    return Files.isDirectory(there)
        ? "%s does not exist: there is no '%s' in %s"
            .formatted(it, there.relativize(absolute).getName(0), there)
        : noFolder(it, path.toString());
  }

  private static String noFolder(String it, @Nullable String file) {
    if (file == null) {
      return it + " is a file, not a folder";
    }
    Path there = existing(Path.of(file));
    return (there.equals(Path.of(file).toAbsolutePath()) ? it : there.toString())
        + " is a file, not a folder";
  }

  private static String abridged(String file) {
    return file.length() <= LONGEST_NAME ? file : file.substring(0, LONGEST_NAME) + "…";
  }
}
