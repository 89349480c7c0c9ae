package org.e2vpt.harness.tensor;

import com.google.common.collect.ImmutableMap;
import com.google.common.hash.Hashing;
import com.google.common.io.Resources;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.e2vpt.harness.file.ProcessLock;
import org.jspecify.annotations.Nullable;

/**
 * A libtorch that computes on NVIDIA GPUs, on Linux, and what a process must be told to use it.
 *
 * <p>Left to itself, DJL often uses another one. It looks for GPUs by the system's {@code
 * libcudart}, which a machine with nothing but a driver does not have, though libtorch brings one;
 * it then takes no libtorch for GPUs, and computes on the processor. And it guesses wrong what
 * flavour a libtorch has that is not in one of its jars. So the process is told both.
 *
 * @param folder that holds {@code libtorch_cuda.so}, once it is unpacked
 * @param version such as {@code 2.5.1}
 * @param flavor such as {@code cu124}: for CUDA 12.4
 * @param packed its files by name and where they are packed; none if nothing is to be unpacked
 * @param cache for what is unpacked
 */
public record CudaLibtorch(
    Path folder, String version, String flavor, ImmutableMap<String, URL> packed, Path cache) {

  /** The system property that names the folder of a libtorch of the user's own. */
  public static final String CHOICE = "libtorch";

  private static final String LIBRARY = "libtorch_cuda.so";
  private static final String PLATFORM = "linux-x86_64";
  private static final Pattern CUDART = Pattern.compile("libcudart.*\\.so[.\\d]*");

  /** {@code 2.7.1+cu128}, as PyTorch writes it into its own folders. */
  private static final Pattern BUILD = Pattern.compile("(\\d+\\.\\d+\\.\\d+)\\+(cu\\d+)");

  /** {@code 2.7.1-cu128-linux-x86_64}, as DJL calls a folder that it downloads into. */
  private static final Pattern DOWNLOAD =
      Pattern.compile("(\\d+\\.\\d+\\.\\d+)(?:-\\d+)?-(cu\\d+(?:-precxx11)?)-" + PLATFORM);

  /**
   * The user's libtorch that {@code -Dlibtorch=FOLDER} names, or else the one on the class path.
   * Unpacks nothing.
   *
   * @throws IllegalStateException if there is none that can be used; the message says what to do
   */
  public static CudaLibtorch find() {
    return find(
        System.getProperty(CHOICE), CudaLibtorch.class.getClassLoader(), NativeCache.folder());
  }

  static CudaLibtorch find(@Nullable String choice, ClassLoader jars, Path cache) {
    try {
      CudaLibtorch found = choice == null ? bundled(jars, cache) : ofUser(Path.of(choice), cache);
      found.requireFits(jars);
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look for libtorch", e);
    }
  }

  private static CudaLibtorch bundled(ClassLoader jars, Path cache) throws IOException {
    for (URL url : Collections.list(jars.getResources("native/lib/pytorch.properties"))) {
      Properties jar = properties(url);
      String flavor = jar.getProperty("flavor", "");
      if (flavor.startsWith("cu") && jar.getProperty("classifier", "").equals(PLATFORM)) {
        String version = jar.getProperty("version", "");
        ImmutableMap.Builder<String, URL> packed = ImmutableMap.builder();
        for (String library : jar.getProperty("libraries", "").split(",")) {
          String path = "pytorch/%s/%s/%s".formatted(flavor, PLATFORM, library);
          packed.put(library, Optional.ofNullable(jars.getResource(path)).orElseThrow());
        }
        return new CudaLibtorch(
            cache.resolve("pytorch").resolve(version + "-" + flavor + "-" + PLATFORM),
            version.replaceFirst("-.*", ""),
            flavor,
            packed.buildOrThrow(),
            cache);
      }
    }
    throw new IllegalStateException(
        "this build has no libtorch for NVIDIA GPUs: build it with -Pcuda for GPUs up to Hopper, or"
            + " name the folder of one by -Dlibtorch=FOLDER");
  }

  private static CudaLibtorch ofUser(Path folder, Path cache) throws IOException {
    if (!Files.isRegularFile(folder.resolve(LIBRARY))) {
      throw new IllegalStateException(
          "-Dlibtorch=%s: there is no %s in it; name the folder that holds PyTorch's libraries"
              .formatted(folder, LIBRARY));
    }
    Path real = folder.toRealPath();
    MatchResult build =
        build(real)
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        ("-Dlibtorch=%s: nothing shows its version, such as 2.7.1+cu128;"
                                + " name the folder lib of an unpacked libtorch, torch/lib of an"
                                + " installed PyTorch, or what DJL downloaded")
                            .formatted(folder)));
    return new CudaLibtorch(real, build.group(1), build.group(2), ImmutableMap.of(), cache);
  }

  /** Version and flavour, as the folder's name or a file beside it tells them. */
  private static Optional<MatchResult> build(Path folder) throws IOException {
    Matcher name = DOWNLOAD.matcher(folder.getFileName().toString());
    if (name.matches()) {
      return Optional.of(name);
    }
    for (String file : List.of("build-version", "version.py")) {
      Path beside = folder.resolveSibling(file);
      if (Files.exists(beside)) {
        Matcher said = BUILD.matcher(Files.readString(beside));
        if (said.find()) {
          return Optional.of(said);
        }
      }
    }
    return Optional.empty();
  }

  /** DJL's own native library is made for one version of libtorch, and for some flavours of it. */
  private void requireFits(ClassLoader jars) throws IOException {
    URL url = jars.getResource("jnilib/pytorch.properties");
    String jni = url == null ? "none" : properties(url).getProperty("jni_version", "unknown");
    String library = "jnilib/%s/%s/libdjl_torch.so".formatted(PLATFORM, flavor);
    if (!jni.startsWith(version + "-") || jars.getResource(library) == null) {
      throw new IllegalStateException(
          ("%s is libtorch %s for %s, but this build's DJL (pytorch-jni %s) has no library for it;"
                  + " use libtorch %s, or build with another DJL")
              .formatted(folder, version, flavor, jni, jni.replaceFirst("-.*", "")));
    }
  }

  /** The version of CUDA that it is for: 124 for CUDA 12.4. */
  public int cuda() {
    return Integer.parseInt(flavor.substring(2, 5));
  }

  /** Whether its files have still to be unpacked. */
  public boolean isPacked() {
    return !packed.isEmpty() && !Files.exists(folder);
  }

  /**
   * Unpacks what is missing or damaged of it, and gives CUDA's runtime the name that DJL knows.
   *
   * @throws IllegalStateException if CUDA's runtime is not where PyTorch puts it
   */
  public void prepare() {
    try {
      // Several runs may begin at once.
      try (ProcessLock lock = ProcessLock.take(runtime().resolve("lock"), () -> {})) {
        NativeLibraries libraries = new NativeLibraries(folder, packed);
        if (!packed.isEmpty() && !libraries.isRemembered()) {
          libraries.restore();
        }
        link(runtime().resolve("libcudart.so"), cudart());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot unpack libtorch into " + folder, e);
    }
  }

  /** A worker of another run may be about to load what is there, so it is there at all times. */
  private static void link(Path link, Path target) throws IOException {
    if (Files.isSymbolicLink(link) && Files.readSymbolicLink(link).equals(target)) {
      return;
    }
    Path made = link.resolveSibling(link.getFileName() + ".unfinished");
    Files.deleteIfExists(made); // left by a process that was killed
    Files.createSymbolicLink(made, target);
    Files.move(made, link, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Beside libtorch, or where pip puts NVIDIA's own packages. */
  private Path cudart() throws IOException {
    for (Path place : places()) {
      if (Files.isDirectory(place)) {
        try (Stream<Path> files = Files.list(place)) {
          Optional<Path> library =
              files
                  .filter(file -> CUDART.matcher(file.getFileName().toString()).matches())
                  .min(Comparator.naturalOrder());
          if (library.isPresent()) {
            return library.get();
          }
        }
      }
    }
    throw new IllegalStateException(
        "%s has no libcudart.so: it is not a whole libtorch for GPUs".formatted(folder));
  }

  private List<Path> places() {
    Path pip = folder.resolve("../../nvidia");
    return List.of(
        folder,
        pip.resolve("cuda_runtime/lib"),
        pip.resolve("cu" + cuda() / 10 + "/lib")); // from CUDA 13 on
  }

  /** Variables of the environment that a process needs for it. */
  public ImmutableMap<String, String> environment() {
    return ImmutableMap.of(
        "PYTORCH_LIBRARY_PATH", folder.toString(),
        "PYTORCH_VERSION", version,
        "PYTORCH_FLAVOR", flavor);
  }

  /** System properties that a Java process needs for it. */
  public ImmutableMap<String, String> properties() {
    return ImmutableMap.of("jna.library.path", runtime().toString());
  }

  /** A folder of this libtorch's own. Not inside it: DJL loads whatever lies there. */
  private Path runtime() {
    String name = Hashing.sha256().hashString(folder.toString(), StandardCharsets.UTF_8).toString();
    return cache.resolve("cudart").resolve(name.substring(0, 12));
  }

  private static Properties properties(URL url) throws IOException {
    Properties properties = new Properties();
    properties.load(new StringReader(Resources.toString(url, StandardCharsets.UTF_8)));
    return properties;
  }
}
