package org.e2vpt.harness.schedule;

import com.google.common.util.concurrent.Uninterruptibles;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.e2vpt.harness.backbone.Pretrained;
import org.e2vpt.harness.data.DataFolder;
import org.e2vpt.harness.data.Tasks;
import org.e2vpt.harness.text.FailureReason;
import org.e2vpt.harness.trial.Trial;

/**
 * Decodes the images of the tasks that come next while devices work on others: beside the workers,
 * one task after the other, in the order in which trials are to be run. Decoding needs no engine. A
 * trial that comes to its task earlier waits for the images or decodes them itself.
 *
 * <p>What cannot be decoded does not end the run: the task's first trial meets the same error, and
 * reports it.
 */
public final class Preparation implements AutoCloseable {

  /** Longer than one image takes; a thread that is left behind ends with the process. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Work that has a name. */
  record Work(String name, Runnable decode) {}

  private final Consumer<String> warnings;
  private final Thread thread;

  /** Begins with the first of {@code works}. */
  Preparation(List<Work> works, Consumer<String> warnings) {
    this.warnings = warnings;
    thread = new Thread(() -> works.forEach(this::decode), "preparation");
    thread.setDaemon(true);
    thread.start();
  }

  /** Begins with the tasks of {@code trials}, the most urgent first. */
  public static Preparation of(Collection<Trial> trials, DataFolder folder) {
    return new Preparation(
        works(trials, trial -> () -> decode(trial, folder)), System.err::println);
  }

  /**
   * One for each task, decoder and backbone, since a task may be stored as the backbone's side
   * asks.
   */
  static List<Work> works(Collection<Trial> trials, Function<Trial, Runnable> decode) {
    List<Work> works = new ArrayList<>();
    LinkedHashSet<List<String>> seen = new LinkedHashSet<>();
    for (Trial trial : trials) {
      if (seen.add(List.of(trial.task(), trial.data(), trial.backbone()))) {
        works.add(new Work(trial.task(), decode.apply(trial)));
      }
    }
    return works;
  }

  static void decode(Trial trial, DataFolder folder) {
    int side = Pretrained.get(trial.backbone(), folder).model().architecture().image();
    new Tasks(folder).with(trial.task(), trial.data()).prepare(trial.task(), side);
  }

  private void decode(Work work) {
    if (isStopped()) {
      return;
    }
    try {
      work.decode.run();
    } catch (RuntimeException e) {
      if (!isStopped()) {
        warnings.accept(
            "the images of %s could not be decoded ahead of its trials: %s"
                .formatted(work.name, FailureReason.of(e).orElseGet(e::toString)));
      }
    }
  }

  private static boolean isStopped() {
    return Thread.currentThread().isInterrupted();
  }

  /** Stops; a file of images that is half written goes. */
  @Override
  public void close() {
    thread.interrupt();
    Uninterruptibles.joinUninterruptibly(thread, PATIENCE);
  }
}
