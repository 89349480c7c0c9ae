package org.e2vpt.harness.worker;

import ai.djl.engine.EngineException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.e2vpt.harness.training.DivergedException;
import org.e2vpt.harness.training.EpochListener;
import org.e2vpt.harness.trial.Trial;
import org.e2vpt.harness.trial.TrialResult.Measured;

/** Does what the trial's option {@code do} says, and names its process as its engine. */
public final class FakeBody implements TrialBody {

  /** The loss of an epoch that says: now it hangs. */
  static final double HANGING = -1;

  private List<Trial> companions = List.of();
  private final WorkerSettings settings;

  public FakeBody(WorkerSettings settings) {
    this.settings = settings;
  }

  @Override
  public String engine() {
    return Long.toString(ProcessHandle.current().pid());
  }

  @Override
  public void announce(List<Trial> next) {
    companions = next;
  }

  @Override
  public Measured run(Trial trial, Path directory, EpochListener epochs) throws Exception {
    String what = String.valueOf(trial.options().get("do"));
    if (what.equals("fail-early")) {
      throw new IllegalArgumentException("no such method");
    }
    epochs.epoch(1, 0.5, 2.5, 100);
    switch (what) {
      case "succeed" -> {}
      case "fail" -> throw new IllegalArgumentException("no such\ntask");
      case "diverge" -> throw new DivergedException(2, Double.NaN, 0.5);
      case "chatter" -> {
        System.out.println("java chatter");
        FileOutputStream standardOutput = new FileOutputStream(FileDescriptor.out);
        standardOutput.write("native line\nnative end".getBytes(StandardCharsets.UTF_8));
      }
      case "talk-nonsense" -> {
        FileOutputStream standardOutput = new FileOutputStream(FileDescriptor.out);
        standardOutput.write("@e2vpt nonsense\n".getBytes(StandardCharsets.UTF_8));
        new CountDownLatch(1).await();
      }
      case "crash" -> {
        System.err.println("something native gave up");
        Runtime.getRuntime().halt(134);
      }
      case "crash-once" -> {
        Path before = directory.resolve("crashed-" + trial.id());
        if (Files.notExists(before)) {
          Files.createFile(before);
          Runtime.getRuntime().halt(134);
        }
      }
      case "show-companions" ->
          throw new IllegalStateException(
              companions.stream().map(Trial::id).collect(Collectors.joining(" ")));
      case "show-settings" -> {
        String found = settings.device() + " " + settings.threads();
        throw new IllegalStateException(
            found
                + " "
                + System.getProperty("shortcuts")
                + " "
                + System.getenv("OMP_NUM_THREADS")
                + " "
                + System.getenv("NVIDIA_TF32_OVERRIDE")
                + " "
                + System.getenv("CUDA_VISIBLE_DEVICES")
                + " "
                + System.getenv("PYTORCH_FLAVOR")
                + " "
                + System.getProperty("jna.library.path"));
      }
      case "show-data" ->
          throw new IllegalStateException(
              settings.folder().root()
                  + " "
                  + settings.folder().lock().source()
                  + " "
                  + System.getenv("TORCH_ALLOW_TF32_CUBLAS_OVERRIDE"));
      case "lose-device" ->
          throw new EngineException("CUDA error: an illegal memory access was encountered");
      case "exit" -> System.exit(3);
      case "run-out-of-memory" -> throw new OutOfMemoryError("Cannot reserve direct buffer memory");
      case "hang-once" -> {
        Path before = directory.resolve("hung-" + trial.id());
        if (Files.notExists(before)) {
          FileChannel held =
              FileChannel.open(before, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          held.lock();
          epochs.epoch(1, 0.5, HANGING, 100);
          new CountDownLatch(1).await();
        }
      }
      case "hang" -> new CountDownLatch(1).await();
      case "measure-nonsense" -> {
        return Measured.NONE;
      }
      default -> throw new IllegalStateException(what);
    }
    epochs.epoch(2, 0.25, 1.5, 200);
    return new Measured(trial.seed() + 0.5, 1.5, 10, 9, 100, 0.125, 150);
  }
}
