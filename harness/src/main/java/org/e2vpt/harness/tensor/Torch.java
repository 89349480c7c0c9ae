package org.e2vpt.harness.tensor;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import com.google.common.base.Throwables;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.e2vpt.harness.tensor.Execution.Precision;
import org.jspecify.annotations.Nullable;

/**
 * DJL's PyTorch engine, started once a process, offline and without telemetry.
 *
 * <p>Its native libraries come from the class path and are unpacked once into {@code ~/.e2vpt/djl}
 * ({@code DJL_CACHE_DIR} overrides it): see {@link NativeCache}.
 *
 * <p>Gradients go through {@link #backward} rather than DJL's {@code GradientCollector}: that one
 * is a process-wide singleton, and gradient mode is a property of the thread, so every task sets
 * it.
 */
public final class Torch {

  /**
   * As CUDA's allocator, cuBLAS and cuDNN, and the processor's allocator say it. cuBLAS and cuDNN
   * also take memory of their own, and name other reasons if they get none.
   */
  private static final Pattern OUT_OF_MEMORY =
      Pattern.compile(
          "CUDA.* out of memory|CUDA_ERROR_OUT_OF_MEMORY|STATUS_ALLOC_FAILED"
              + "|CUBLAS_STATUS_NOT_INITIALIZED"
              + "|unable to find an engine to execute this computation"
              + "|can't allocate memory|not enough memory: you tried to allocate");

  /** As CUDA and its libraries say what a process does not recover from. */
  private static final Pattern DEVICE_LOST =
      Pattern.compile("CUDA error|CUDA driver error|CUBLAS_STATUS_|CUDNN_STATUS_|cuDNN error");

  private static volatile boolean loaded;

  private Torch() {}

  /**
   * Starts the engine if it is not running.
   *
   * @param threads for one operation; on a CPU the last digits of some products depend on it
   */
  public static void start(int threads) {
    System.setProperty(NativeCache.SETTING, NativeCache.folder().toString());
    System.setProperty("ai.djl.offline", System.getProperty("ai.djl.offline", "true"));
    System.setProperty("OPT_OUT_TRACKING", "true");
    System.setProperty("ai.djl.pytorch.num_threads", Integer.toString(threads));
    Engine engine = engine();
    if (!engine.getEngineName().equals("PyTorch")) {
      throw new IllegalStateException("expected DJL's PyTorch engine, got " + engine);
    }
    JniUtils.setNumThreads(threads);
  }

  private static Engine engine() {
    if (!loaded && System.getenv("PYTORCH_LIBRARY_PATH") == null) { // else it is the user's own
      NativeCache.prepare();
    }
    try {
      Engine engine = Engine.getEngine("PyTorch");
      loaded = true;
      return engine;
    } catch (EngineException | LinkageError e) {
      throw new IllegalStateException(
          "PyTorch's native libraries cannot be loaded from %s: %s"
              .formatted(NativeCache.folder(), Throwables.getRootCause(e).getMessage()),
          e);
    }
  }

  /**
   * Switches PyTorch to what a device needs for the same bits each time; a CPU needs nothing.
   *
   * @param deterministic whether all that is computed has a form that gives the same bits
   */
  public static void prepareDevice(Device device, boolean deterministic) {
    if (!device.equals(Device.cpu())) {
      TorchSwitches.loaded()
          .ifPresent(
              switches -> {
                switches.setBf16Reduction(false);
                switches.setDeterministic(deterministic);
              });
    }
  }

  /**
   * Refuses what this process cannot compute in.
   *
   * @throws IllegalArgumentException saying what it takes
   */
  public static void requirePossible(Precision precision, String device) {
    precision.requireOn(device);
    boolean tensorCores = "1".equals(System.getenv(Execution.TF32_SWITCH));
    if (tensorCores != (precision == Precision.TF32)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "precision %s needs a process with %s=%d in its environment",
              precision.word(),
              Execution.TF32_SWITCH,
              precision == Precision.TF32 ? 1 : 0));
    }
  }

  /**
   * Versions of DJL and libtorch, such as {@code DJL 0.35.1, PyTorch 2.7.1}, and for which CUDA
   * libtorch is, if it is: {@code cu124}.
   */
  public static String versions() {
    String flavor = System.getenv("PYTORCH_FLAVOR");
    return "DJL %s, PyTorch %s%s"
        .formatted(
            Engine.getDjlVersion(),
            Engine.getEngine("PyTorch").getVersion(),
            flavor == null || !flavor.startsWith("cu") ? "" : " " + flavor);
  }

  /**
   * Prepares the environment of a process that does not run yet: as many threads as are asked for,
   * no fewer under load, keep its speed and memory predictable.
   */
  public static void prepare(Map<String, String> environment, int threads) {
    environment.put("OMP_NUM_THREADS", Integer.toString(threads));
    environment.put("OMP_DYNAMIC", "FALSE");
    environment.put("MKL_DYNAMIC", "FALSE");
  }

  /** A manager whose tensors live on {@code device}, such as {@code cpu} or {@code gpu0}. */
  public static NDManager manager(String device) {
    return NDManager.newBaseManager(Device.fromName(device), "PyTorch");
  }

  /** Whether the engine threw this because its device has no memory left. */
  public static boolean isOutOfMemory(Throwable failure) {
    return failure instanceof EngineException
        && OUT_OF_MEMORY.matcher(String.valueOf(failure.getMessage())).find();
  }

  /**
   * Whether the engine threw this because this process has lost its GPU: after an illegal access, a
   * failed assertion or an error of the hardware every operation fails.
   */
  public static boolean isDeviceLost(Throwable failure) {
    return failure instanceof EngineException
        && !isOutOfMemory(failure)
        && DEVICE_LOST.matcher(String.valueOf(failure.getMessage())).find();
  }

  /** Seeds dropout. The generator belongs to the process, not to the thread. */
  public static void seed(int seed) {
    Engine.getEngine("PyTorch").setRandomSeed(seed);
  }

  /** Whether this thread records gradients now. */
  static boolean recordsGradients() {
    return JniUtils.isGradMode();
  }

  /** Runs {@code work} with gradients recorded or not, and restores the thread's mode. */
  public static <T extends @Nullable Object> T withGradients(boolean recorded, Supplier<T> work) {
    boolean before = recordsGradients();
    JniUtils.setGradMode(recorded);
    try {
      return work.get();
    } finally {
      JniUtils.setGradMode(before);
    }
  }

  /** Runs {@code work} without recording gradients. */
  public static void withoutGradients(Runnable work) {
    withGradients(
        false,
        () -> {
          work.run();
          return null;
        });
  }

  /** Adds ∂scalar/∂t to the gradient of every tensor t that requires one. */
  public static void backward(NDArray scalar) {
    backward(scalar, 1);
  }

  /** Adds factor · ∂scalar/∂t to the gradient of every tensor t that requires one. */
  public static void backward(NDArray scalar, double factor) {
    backward(scalar, Tensors.scalar(scalar.getManager(), factor));
  }

  /** The same, with a factor that is on the device: a scalar. */
  public static void backward(NDArray scalar, NDArray factor) {
    JniUtils.backward((PtNDArray) scalar, (PtNDArray) factor, false, false);
  }
}
