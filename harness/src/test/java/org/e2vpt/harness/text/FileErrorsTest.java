package org.e2vpt.harness.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.EOFException;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class FileErrorsTest {

  @TempDir static Path folder;

  static Stream<Arguments> saysWhatIsWrongWithAFile() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "x");
    Path some = Files.createDirectories(folder.resolve("some"));
    Files.writeString(some.resolve("content"), "x");
    Path loop = Files.createSymbolicLink(folder.resolve("loop"), Path.of("loop"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("nothing"));
    Path lost = folder.resolve("no/such/file");
    Path below = file.resolve("below");
    Path longName = folder.resolve("n".repeat(300));
    String isFile = file + " is a file, not a folder";
    return Stream.of(
        read(lost, lost + " does not exist: there is no 'no' in " + folder),
        read(link, link + " is a symbolic link to something that does not exist"),
        read(loop, loop + " is a symbolic link that leads back to itself"),
        read(below, isFile),
        read(
            longName,
            "the name of %s… is too long; most file systems take 255 bytes between two slashes"
                .formatted(longName.toString().substring(0, 200))),
        io("a folder read as a file", () -> Files.readString(some), "it is a folder, not a file"),
        io(
            "a folder written as a file",
            () -> Files.writeString(some, "x"),
            some + " is a folder, not a file"),
        io(
            "a folder opened by java.io",
            () -> new FileInputStream(some.toFile()).close(),
            some + " is a folder, not a file"),
        io(
            "a missing file opened by java.io",
            () -> new RandomAccessFile(lost.toFile(), "rw").close(),
            lost + " does not exist: there is no 'no' in " + folder),
        io("a listed file", () -> Files.list(file).close(), isFile),
        io("a folder below a file", () -> Files.createDirectories(below), isFile),
        io("a folder in place of a file", () -> Files.createDirectory(file), isFile),
        io(
            "a file moved over a folder",
            () -> Files.move(file, some, java.nio.file.StandardCopyOption.ATOMIC_MOVE),
            some + " is a folder, not a file"),
        io(
            "bytes that are no text",
            () -> Files.readString(Files.write(folder.resolve("b"), new byte[] {-1})),
            "it is not text in UTF-8"));
  }

  private static Arguments read(Path file, String message) {
    return io("read " + file.getFileName(), () -> Files.readAllBytes(file), message);
  }

  private static Arguments io(String name, ThrowingCallable call, String message) {
    return arguments(name, call, message);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  @EnabledOnOs(OS.LINUX)
  void saysWhatIsWrongWithAFile(String name, ThrowingCallable call, String message) {
    assertThat(FileErrors.describe(catchThrowableOfType(IOException.class, call)))
        .isEqualTo(message);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void saysThatTheDiskIsFull() {
    IOException full =
        catchThrowableOfType(
            IOException.class, () -> Files.writeString(Path.of("/dev/full"), "something"));

    assertThat(FileErrors.describe(full))
        .isEqualTo("its disk is full; make room, or choose another folder");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Permission denied       | there is no permission for a.csv; ask its owner, or choose another place
          Operation not permitted | there is no permission for a.csv; ask its owner, or choose another place
          Access is denied        | there is no permission for a.csv; ask its owner, or choose another place
          No space left on device | the disk of a.csv is full; make room, or choose another folder
          Disk quota exceeded     | your quota of the disk of a.csv is used up; make room, or choose another folder
          Read-only file system   | the file system of a.csv is read-only; choose another folder
          Too many open files     | too many files are open; allow more, as by 'ulimit -n 4096'
          Input/output error      | the disk of a.csv reports an input/output error; check it
          Device or resource busy | a.csv: Device or resource busy
          """)
  void understandsTheReasonsOfTheOperatingSystem(String reason, String message) {
    assertThat(FileErrors.describe(new FileSystemException("a.csv", null, reason)))
        .isEqualTo(message);
    assertThat(FileErrors.describe(new FileNotFoundException("a.csv (" + reason + ")")))
        .isEqualTo(message);
  }

  @Test
  void looksAtTheFileIfTheReasonIsInAnotherLanguage() {
    assertThat(
            FileErrors.describe(
                new FileSystemException(folder.toString(), null, "Ist ein Verzeichnis")))
        .isEqualTo(folder + " is a folder, not a file");
  }

  static Stream<Arguments> givesTheReasonOfAFailureWithoutJavasWords() {
    return Stream.of(
        arguments(new IllegalArgumentException("expected a number"), "expected a number"),
        arguments(new IllegalStateException("in use"), "in use"),
        arguments(new EOFException(), "it ends too early"),
        arguments(new IOException("its header is cut off"), "its header is cut off"),
        arguments(new IOException("x: Is a directory, really"), "x: Is a directory, really"),
        arguments(
            FileErrors.explained("cannot write a.csv", new IOException("No space left on device")),
            "cannot write a.csv: its disk is full; make room, or choose another folder"),
        arguments(
            new UncheckedIOException(new MalformedInputException(1)), "it is not text in UTF-8"),
        arguments(
            new UncheckedIOException("cannot write a.csv", new AccessDeniedException("a.csv")),
            "cannot write a.csv: there is no permission for it; ask its owner, or choose another"
                + " place"),
        arguments(
            new UncheckedIOException("cannot write a.csv", new AccessDeniedException("a.csv.tmp")),
            "cannot write a.csv: there is no permission for it; ask its owner, or choose another"
                + " place"),
        arguments(
            new InvalidPathException("a\0b", "Nul character not allowed"),
            "a file name cannot hold a NUL character: 'a\0b'"),
        arguments(
            new InvalidPathException(
                "é", "Malformed input or input contains unmappable characters"),
            "the locale cannot spell the file name 'é' (its encoding is %s): set LC_ALL=C.UTF-8"
                .formatted(System.getProperty("sun.jnu.encoding"))));
  }

  @ParameterizedTest
  @MethodSource
  void givesTheReasonOfAFailureWithoutJavasWords(Exception e, String reason) {
    assertThat(FailureReason.of(e)).contains(reason);
  }

  @Test
  void faultsOfTheProgramHaveNoReasonForAUser() {
    assertThat(FailureReason.of(new NullPointerException("x"))).isEmpty();
    assertThat(FailureReason.of(new IllegalStateException())).isEmpty();
  }
}
