package org.e2vpt.harness.tensor;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * PyTorch's switches that DJL does not offer: members of C++'s {@code at::Context}, of which a
 * process has one. They are called by the names that compilers for Linux give them, so elsewhere
 * they stay as they are.
 */
public final class TorchSwitches {

  private static final Path LOADED = Path.of("/proc/self/maps");
  private static final String LIBRARY = "/libtorch_cpu.so";

  private static volatile @Nullable TorchSwitches known;

  private final NativeLibrary library;
  private final Pointer context;

  private TorchSwitches(String path) {
    library = NativeLibrary.getInstance(path);
    context = function("_ZN2at13globalContextEv").invokePointer(new Object[0]);
  }

  /** Those of the libtorch that this process has loaded; empty if they cannot be reached. */
  public static Optional<TorchSwitches> loaded() {
    TorchSwitches now = known;
    if (now == null) {
      now = path().map(TorchSwitches::new).orElse(null);
      known = now;
    }
    return Optional.ofNullable(now);
  }

  /** Whether this system's programs can reach them. */
  public static boolean reachable() {
    return Files.isReadable(LOADED);
  }

  private static Optional<String> path() {
    if (!reachable()) {
      return Optional.empty();
    }
    try (var lines = Files.lines(LOADED)) {
      return lines
          .filter(line -> line.endsWith(LIBRARY))
          .map(line -> line.substring(line.indexOf('/')))
          .findFirst();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + LOADED, e);
    }
  }

  /** Whether operations of a GPU give the same bits each time. */
  public static boolean deterministic() {
    return loaded().map(switches -> switches.reads("23deterministicAlgorithms")).orElse(false);
  }

  /**
   * Lets operations of a GPU give the same bits each time, or be as fast as they can. Those that
   * have no such form then throw. New tensors are not filled for it, which would only show the use
   * of what nobody has written.
   */
  public void setDeterministic(boolean on) {
    set("39setDeterministicFillUninitializedMemoryEb", false);
    set("21setDeterministicCuDNNEb", on);
    function("_ZN2at7Context26setDeterministicAlgorithmsEbb")
        .invokeVoid(new Object[] {context, word(on), word(false)});
  }

  /** Lets products in bfloat16 add parts of a sum in bfloat16, too, or in float32 only. */
  public void setBf16Reduction(boolean on) {
    set("27setAllowBF16ReductionCuBLASEb", on);
  }

  boolean bf16Reduction() {
    return reads("24allowBF16ReductionCuBLAS");
  }

  boolean fillsUninitialized() {
    return reads("36deterministicFillUninitializedMemory");
  }

  boolean deterministicCuDnn() {
    return reads("18deterministicCuDNN");
  }

  /** Whether TorchScript's optimising graph executor is on, in this thread. */
  boolean optimizesGraphs() {
    return flag(function("_ZN5torch3jit24getGraphExecutorOptimizeEv").invokeInt(new Object[0]));
  }

  private void set(String member, boolean on) {
    function("_ZN2at7Context" + member).invokeVoid(new Object[] {context, word(on)});
  }

  private boolean reads(String member) {
    return flag(function("_ZNK2at7Context" + member + "Ev").invokeInt(new Object[] {context}));
  }

  private Function function(String name) {
    return library.getFunction(name);
  }

  private static byte word(boolean on) {
    return (byte) (on ? 1 : 0);
  }

  /** A C++ bool is the lowest byte of what is returned. */
  private static boolean flag(int returned) {
    return (returned & 0xff) != 0;
  }
}
