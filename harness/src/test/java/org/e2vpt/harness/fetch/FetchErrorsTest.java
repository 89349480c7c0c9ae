package org.e2vpt.harness.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.e2vpt.harness.fetch.FetchException.Remedy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FetchErrorsTest {

  private static final Path FILE = Path.of("a.zip.part");
  private static final String FULL =
      "the disk of a.zip.part is full; make room, or choose another folder with --data-root; what has come is kept";

  static Stream<Arguments> namesWhatTheDiskRefuses() {
    return Stream.of(
        arguments(new FileSystemException("a", null, "No space left on device"), FULL),
        arguments(new IOException("There is not enough space on the disk"), FULL),
        arguments(new IOException("Disk quota exceeded"), FULL),
        arguments(
            new AccessDeniedException("a"),
            "no permission to write a.zip.part; ask for it, or choose another folder with --data-root"),
        arguments(
            new FileSystemException("a", null, "Read-only file system"),
            "no permission to write a.zip.part; ask for it, or choose another folder with --data-root"),
        arguments(
            new IOException("Input/output error"),
            "cannot write a.zip.part: java.io.IOException: Input/output error"));
  }

  @ParameterizedTest
  @MethodSource
  void namesWhatTheDiskRefuses(IOException e, String message) {
    FetchException trouble = FetchErrors.ofDisk(FILE, e);

    assertThat(trouble).hasMessage(message);
    assertThat(trouble.remedy()).isEqualTo(Remedy.NONE);
  }

  @Test
  @EnabledOnOs(OS.LINUX) // has a device that is always full
  void knowsTheWordsOfAFullDisk() {
    IOException full =
        catchThrowableOfType(
            IOException.class, () -> Files.write(Path.of("/dev/full"), new byte[] {1}));

    assertThat(FetchErrors.ofDisk(FILE, full)).hasMessage(FULL);
  }

  static Stream<Arguments> namesWhatTheNetworkDoes() {
    return Stream.of(
        arguments(new HttpConnectTimeoutException("x"), "h.org does not answer"),
        arguments(
            new SSLHandshakeException("PKIX path building failed"),
            "no secure connection to h.org: PKIX path building failed"),
        arguments(new IOException("Connection reset"), "the connection broke (Connection reset)"));
  }

  @ParameterizedTest
  @MethodSource
  void namesWhatTheNetworkDoes(IOException e, String message) {
    FetchException trouble =
        FetchErrors.ofNetwork(URI.create("https://h.org/a"), Optional.empty(), e);

    assertThat(trouble).hasMessage(message);
    assertThat(trouble.remedy()).isEqualTo(Remedy.ANOTHER_ATTEMPT);
  }
}
