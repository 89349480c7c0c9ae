package org.e2vpt.harness.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "it is for Linux, and makes symbolic links")
class CudaLibtorchTest {

  private static final String PLATFORM = "linux-x86_64";

  @TempDir Path directory;
  private Path cache;
  private Path jars;

  @BeforeEach
  void libraryOfDjl() throws IOException {
    cache = directory.resolve("cache");
    jars = directory.resolve("jars");
    write(jars.resolve("jnilib/pytorch.properties"), "jni_version=2.5.1-0.32.0");
    write(jars.resolve("jnilib/linux-x86_64/cu124/libdjl_torch.so"), "jni");
  }

  @Test
  void unpacksTheOneOnTheClassPathOnce() throws IOException {
    bundle("cu124");

    CudaLibtorch libtorch = find(null);

    Path folder = cache.resolve("pytorch/2.5.1-20241113-cu124-linux-x86_64");
    assertThat(libtorch.folder()).isEqualTo(folder).doesNotExist();
    assertThat(libtorch.isPacked()).isTrue();
    libtorch.prepare();
    assertThat(libtorch.isPacked()).isFalse();
    assertThat(folder.resolve("libtorch_cuda.so")).hasContent("cuda");
    FileTime unpacked = Files.getLastModifiedTime(folder.resolve("libtorch_cuda.so"));
    libtorch.prepare();
    assertThat(Files.getLastModifiedTime(folder.resolve("libtorch_cuda.so"))).isEqualTo(unpacked);
  }

  @Test
  void unpacksAgainWhatIsDamaged() throws IOException {
    bundle("cu124");
    CudaLibtorch libtorch = find(null);
    libtorch.prepare();
    Path library = libtorch.folder().resolve("libtorch_cuda.so");
    Files.writeString(library, "");

    libtorch.prepare();

    assertThat(library).hasContent("cuda");
  }

  @Test
  void unpacksAnewWhatWasLeftUnfinished() throws IOException {
    bundle("cu124");
    Path folder = find(null).folder();
    write(folder.resolveSibling(folder.getFileName() + ".unfinished").resolve("half"), "cu");

    find(null).prepare();

    assertThat(folder).isDirectoryNotContaining("glob:**half");
    assertThat(folder.resolve("libtorch_cuda.so")).hasContent("cuda");
    assertThat(folder.getParent()).isDirectoryNotContaining("glob:**unfinished");
  }

  @Test
  void tellsAProcessAllThatDjlWouldGuessWrong() throws IOException {
    bundle("cu124");

    CudaLibtorch libtorch = find(null);
    libtorch.prepare();

    assertThat(libtorch.environment())
        .isEqualTo(
            Map.of(
                "PYTORCH_LIBRARY_PATH", libtorch.folder().toString(),
                "PYTORCH_VERSION", "2.5.1",
                "PYTORCH_FLAVOR", "cu124"));
    Path runtime = Path.of(String.valueOf(libtorch.properties().get("jna.library.path")));
    assertThat(runtime.resolve("libcudart.so"))
        .isSymbolicLink()
        .hasSameTextualContentAs(libtorch.folder().resolve("libcudart-8774224f.so.12"));
  }

  @Test
  void ignoresTheOneForTheProcessor() throws IOException {
    bundle("cpu");

    assertThatIllegalStateException()
        .isThrownBy(() -> find(null))
        .withMessage(
            "this build has no libtorch for NVIDIA GPUs: build it with -Pcuda for GPUs up to"
                + " Hopper, or name the folder of one by -Dlibtorch=FOLDER");
  }

  @ParameterizedTest
  @CsvSource({
    "libtorch/lib, libtorch/build-version, 2.5.1+cu124",
    "site/torch/lib, site/torch/version.py, __version__ = '2.5.1+cu124'",
    "2.5.1-cu124-linux-x86_64, other, ''", // as DJL calls what it downloads
    "2.5.1-20241113-cu124-linux-x86_64, other, ''" // or unpacks
  })
  void takesTheUsersOwn(String folder, String file, String says) throws IOException {
    Path own = directory.resolve(folder);
    write(own.resolve("libtorch_cuda.so"), "cuda");
    write(own.resolve("libcudart.so.12"), "runtime");
    write(directory.resolve(file), says);

    CudaLibtorch libtorch = find(own.toString());
    libtorch.prepare();

    assertThat(libtorch.folder()).isEqualTo(own.toRealPath());
    assertThat(libtorch.version()).isEqualTo("2.5.1");
    assertThat(libtorch.flavor()).isEqualTo("cu124");
    assertThat(own).isDirectoryNotContaining("glob:**libcudart.so");
  }

  @ParameterizedTest
  @CsvSource({"cu124, cuda_runtime/lib/libcudart.so.12", "cu130, cu13/lib/libcudart.so.13"})
  void findsTheRuntimeWherePipPutsIt(String flavor, String library) throws IOException {
    write(jars.resolve("jnilib/linux-x86_64/" + flavor + "/libdjl_torch.so"), "jni");
    Path own = directory.resolve("site/torch/lib");
    write(own.resolve("libtorch_cuda.so"), "cuda");
    write(own.resolve("../version.py"), "__version__ = '2.5.1+" + flavor + "'");
    write(directory.resolve("site/nvidia").resolve(library), "runtime");

    CudaLibtorch libtorch = find(own.toString());
    libtorch.prepare();

    assertThat(Path.of(String.valueOf(libtorch.properties().get("jna.library.path"))))
        .isDirectoryContaining("glob:**libcudart.so");
  }

  /** A worker may be about to load it. */
  @Test
  void neverTakesTheLinkToTheRuntimeAway() throws IOException {
    bundle("cu124");
    CudaLibtorch libtorch = find(null);
    libtorch.prepare();
    Path link =
        Path.of(String.valueOf(libtorch.properties().get("jna.library.path")))
            .resolve("libcudart.so");
    Object made = Files.readAttributes(link, "unix:ino", LinkOption.NOFOLLOW_LINKS).get("ino");

    libtorch.prepare();

    assertThat(Files.readAttributes(link, "unix:ino", LinkOption.NOFOLLOW_LINKS))
        .containsEntry("ino", made);
    Files.delete(link);
    Files.createSymbolicLink(link, directory.resolve("gone"));
    libtorch.prepare();
    assertThat(link).hasSameTextualContentAs(libtorch.folder().resolve("libcudart-8774224f.so.12"));
  }

  @Test
  void refusesAFolderWithoutLibtorch() {
    assertThatIllegalStateException()
        .isThrownBy(() -> find("/nowhere"))
        .withMessage(
            "-Dlibtorch=/nowhere: there is no libtorch_cuda.so in it; name the folder that holds"
                + " PyTorch's libraries");
  }

  @Test
  void refusesOneOfAnUnknownVersion() throws IOException {
    Path own = directory.resolve("lib");
    write(own.resolve("libtorch_cuda.so"), "cuda");

    assertThatIllegalStateException()
        .isThrownBy(() -> find(own.toString()))
        .withMessage(
            "-Dlibtorch=%s: nothing shows its version, such as 2.7.1+cu128; name the"
                + " folder lib of an unpacked libtorch, torch/lib of an installed PyTorch, or what"
                + " DJL downloaded",
            own);
  }

  @ParameterizedTest
  @CsvSource({"2.7.1+cu124, 2.7.1, cu124", "2.5.1+cu121, 2.5.1, cu121"})
  void refusesOneThatDjlHasNoLibraryFor(String build, String version, String flavor)
      throws IOException {
    Path own = directory.resolve("libtorch/lib");
    write(own.resolve("libtorch_cuda.so"), "cuda");
    write(own.resolveSibling("build-version"), build);

    assertThatIllegalStateException()
        .isThrownBy(() -> find(own.toString()))
        .withMessage(
            "%s is libtorch %s for %s, but this build's DJL (pytorch-jni 2.5.1-0.32.0) has no"
                + " library for it; use libtorch 2.5.1, or build with another DJL",
            own.toRealPath(), version, flavor);
  }

  @Test
  void refusesOneWithoutCudasRuntime() throws IOException {
    Path own = directory.resolve("libtorch/lib");
    write(own.resolve("libtorch_cuda.so"), "cuda");
    write(own.resolveSibling("build-version"), "2.5.1+cu124");

    assertThatIllegalStateException()
        .isThrownBy(() -> find(own.toString()).prepare())
        .withMessage(
            "%s has no libcudart.so: it is not a whole libtorch for GPUs", own.toRealPath());
  }

  private CudaLibtorch find(String choice) throws MalformedURLException {
    URL[] urls = {jars.toUri().toURL()};
    return CudaLibtorch.find(choice, new URLClassLoader(urls, null), cache);
  }

  private void bundle(String flavor) throws IOException {
    write(
        jars.resolve("native/lib/pytorch.properties"),
        """
        version=2.5.1-20241113
        flavor=%s
        classifier=linux-x86_64
        libraries=libtorch_cuda.so,libcudart-8774224f.so.12\
        """
            .formatted(flavor));
    Path natives = jars.resolve("pytorch").resolve(flavor).resolve(PLATFORM);
    write(natives.resolve("libtorch_cuda.so"), "cuda");
    write(natives.resolve("libcudart-8774224f.so.12"), "runtime");
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
