package org.e2vpt.harness.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.e2vpt.harness.file.ChildProcess;
import org.e2vpt.harness.tensor.NativeCache.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NativeCacheTest {

  private static final String BRIDGE = "0.1-" + System.mapLibraryName("djl_torch");

  @TempDir private Path directory;
  private Path cache;
  private Path folder;
  private URLClassLoader jars;

  @BeforeEach
  void jar() throws IOException {
    Path jar = directory.resolve("libraries.jar");
    Map<String, String> files = new LinkedHashMap<>();
    String platform = NativeCache.platform();
    files.put(
        "native/lib/pytorch.properties",
        "version=2-1\nflavor=cpu\nclassifier=%s\nlibraries=libc10.so,libtorch.so"
            .formatted(platform));
    files.put("pytorch/cpu/%s/libc10.so".formatted(platform), "c10");
    files.put("pytorch/cpu/%s/libtorch.so".formatted(platform), "torch");
    files.put("pytorch-engine.properties", "djl_version=0.1");
    files.put("jnilib/%s/cpu/%s".formatted(platform, System.mapLibraryName("djl_torch")), "bridge");
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream packed = new JarOutputStream(out)) {
      for (Map.Entry<String, String> file : files.entrySet()) {
        packed.putNextEntry(new ZipEntry(file.getKey()));
        packed.write(file.getValue().getBytes(StandardCharsets.UTF_8));
      }
    }
    jars = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null);
    cache = directory.resolve("cache");
    folder = cache.resolve("pytorch").resolve("2-1-cpu-" + platform);
  }

  @AfterEach
  void close() throws IOException {
    jars.close();
  }

  @Test
  void unpacksTheLibrariesWhereDjlLooksForThem() {
    assertThat(status())
        .isEqualTo(new Status("in their jar; the first run unpacks them into " + folder, true));

    NativeCache.prepare(libraries());

    assertThat(folder.resolve("libc10.so")).hasContent("c10");
    assertThat(folder.resolve("libtorch.so")).hasContent("torch");
    assertThat(folder.resolve(BRIDGE)).hasContent("bridge");
    assertThat(folder.toFile().list()).hasSize(3);
    assertThat(status()).isEqualTo(new Status("whole, in " + folder, true));
  }

  @ParameterizedTest
  @CsvSource({
    "libc10.so, '', has 0 bytes instead of 3",
    "libtorch.so, tor, has 3 bytes instead of 5",
    "libtorch.so, TORCH, differs from the one in the jar",
    "libc10.so, , is missing",
    "BRIDGE, brid, has 4 bytes instead of 6"
  })
  void unpacksAgainWhatIsDamaged(String library, String content, String damage) throws IOException {
    NativeCache.prepare(libraries());
    Path file = folder.resolve(library.equals("BRIDGE") ? BRIDGE : library);
    FileTime untouched = FileTime.fromMillis(1_000_000);
    for (Path other : List.of(folder.resolve("libc10.so"), folder.resolve("libtorch.so"))) {
      Files.setLastModifiedTime(other, untouched);
    }
    Files.delete(file);
    if (content != null) {
      Files.writeString(file, content);
    }

    assertThat(status())
        .isEqualTo(
            new Status("%s %s; the next run unpacks it again".formatted(file, damage), true));
    NativeCache.prepare(libraries());

    assertThat(status()).isEqualTo(new Status("whole, in " + folder, true));
    assertThat(folder.toFile().list()).hasSize(3);
    for (Path other : List.of(folder.resolve("libc10.so"), folder.resolve("libtorch.so"))) {
      if (!other.equals(file)) {
        assertThat(Files.getLastModifiedTime(other)).isEqualTo(untouched);
      }
    }
  }

  @Test
  void readsLibrariesAgainOnlyIfTheyHaveChanged() throws IOException {
    NativeCache.prepare(libraries());
    assertThat(libraries().isRemembered()).isTrue();

    Files.setLastModifiedTime(folder.resolve("libtorch.so"), FileTime.fromMillis(0));
    assertThat(libraries().isRemembered()).isFalse();

    NativeCache.prepare(libraries());
    assertThat(libraries().isRemembered()).isTrue();
  }

  /** As DJL leaves it. */
  @Test
  void takesLibrariesThatAnotherProgramUnpacked() throws IOException {
    NativeCache.prepare(libraries());
    Files.delete(folder.resolveSibling(folder.getFileName() + ".checked"));
    FileTime before = Files.getLastModifiedTime(folder.resolve("libtorch.so"));

    NativeCache.prepare(libraries());

    assertThat(Files.getLastModifiedTime(folder.resolve("libtorch.so"))).isEqualTo(before);
    assertThat(libraries().isRemembered()).isTrue();
  }

  @Test
  void removesWhatAProcessLeftThatWasKilled() throws IOException {
    Path unfinished = folder.resolveSibling(folder.getFileName() + ".unfinished");
    Files.createDirectories(unfinished);
    Files.writeString(unfinished.resolve("libc10.so"), "c");

    NativeCache.prepare(libraries());

    assertThat(unfinished).doesNotExist();
    assertThat(status().words()).startsWith("whole");
  }

  /** Root may write everywhere, so a file lies where the folder should be. */
  @Test
  void saysWhatToDoIfTheCacheCannotBeWritten() throws IOException {
    Path file = Files.createDirectory(cache).resolve("pytorch");
    Files.writeString(file, "no folder");
    String message =
        "%s is missing and cannot be unpacked: %s; it takes a writable folder with 1 MB free, and"
            + " DJL_CACHE_DIR can name another one";

    assertThatIllegalStateException()
        .isThrownBy(() -> NativeCache.prepare(libraries()))
        .withMessage(message, folder.resolve("libc10.so"), "a file lies where a folder is needed");
    assertThat(status())
        .isEqualTo(
            new Status(
                message.formatted(folder.resolve("libc10.so"), file + " is not a folder"), false));
  }

  /** A cache for many users that only one may write. */
  @Test
  void usesAWholeCacheThatCannotBeWritten() throws IOException {
    NativeCache.prepare(libraries());
    Files.delete(folder.resolveSibling(folder.getFileName() + ".checked"));
    Files.delete(folder.resolveSibling("lock"));
    Files.createDirectory(folder.resolveSibling("lock")); // which no file can replace

    NativeCache.prepare(libraries());

    assertThat(libraries().isRemembered()).isFalse();
  }

  @Test
  void letsOneProcessUnpackWhileOthersWait() throws Exception {
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      processes.add(
          ChildProcess.java(Preparing.class, jars.getURLs()[0], cache)
              .redirectErrorStream(true)
              .start());
    }
    int unpacked = 0;
    for (Process process : processes) {
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(said).isZero();
      assertThat(said).endsWith("whole, in " + folder);
      unpacked += said.startsWith("unpacking PyTorch's libraries into ") ? 1 : 0;
    }
    assertThat(unpacked).isEqualTo(1);
  }

  /** A process that prepares the libraries of a jar in a cache. */
  static final class Preparing {
    public static void main(String[] arguments) throws IOException {
      URL[] jar = {URI.create(arguments[0]).toURL()};
      NativeLibraries libraries =
          NativeCache.bundled(new URLClassLoader(jar, null), Path.of(arguments[1])).orElseThrow();
      NativeCache.prepare(libraries);
      System.out.print(NativeCache.status(libraries).words());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      value = {
        "/home/a/.e2vpt/djl | /home",
        "/home/a/my disk/djl | none",
        "/opt/djl           | none",
        "/tmp/djl           | /tmp",
        "/tmpfiles/djl      | none"
      })
  @EnabledOnOs(OS.LINUX)
  void findsWhatIsMountedNoexec(String path, String point) {
    List<String> mounts =
        List.of(
            "22 1 0:20 / / rw,relatime - ext4 /dev/a rw",
            "23 22 0:21 / /home rw,nosuid,nodev,noexec,relatime shared:1 - ext4 /dev/b rw",
            "24 23 0:22 / /home/a/my\\040disk rw,relatime - ext4 /dev/c rw",
            "25 22 0:23 / /tmp rw - tmpfs tmpfs rw",
            "26 22 0:24 / /tmp rw,noexec - tmpfs tmpfs rw");

    assertThat(NativeCache.noexec(mounts, Path.of(path)).orElse(null)).isEqualTo(point);
  }

  @ParameterizedTest
  @ValueSource(strings = {"plan9-vax", ""})
  void leavesOtherMachinesLibrariesAlone(String platform) throws IOException {
    Path other = directory.resolve("other/native/lib/pytorch.properties");
    Files.createDirectories(other.getParent());
    Files.writeString(other, "flavor=cpu\nclassifier=" + platform);
    try (URLClassLoader others =
        new URLClassLoader(new URL[] {directory.resolve("other").toUri().toURL()}, null)) {
      assertThat(NativeCache.bundled(others, cache)).isEmpty();
    }
  }

  private Status status() {
    return NativeCache.status(libraries());
  }

  private NativeLibraries libraries() {
    return NativeCache.bundled(jars, cache).orElseThrow();
  }
}
