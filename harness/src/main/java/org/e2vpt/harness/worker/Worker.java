package org.e2vpt.harness.worker;

import com.google.common.collect.Maps;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.e2vpt.harness.file.BestEffort;
import org.e2vpt.harness.schedule.BatchableTrials;
import org.e2vpt.harness.tensor.Torch;
import org.e2vpt.harness.text.FailureReason;
import org.e2vpt.harness.text.FileErrors;
import org.e2vpt.harness.training.DivergedException;
import org.e2vpt.harness.training.EpochListener;
import org.e2vpt.harness.training.PausedException;
import org.e2vpt.harness.trial.BuildInfo;
import org.e2vpt.harness.trial.Curve;
import org.e2vpt.harness.trial.Trial;
import org.e2vpt.harness.trial.TrialResult.Measured;
import org.e2vpt.harness.trial.TrialResult.Status;

/**
 * A process that runs trials one after the other: canonical trials in on standard input, with their
 * companions behind them on the same line, or {@link #PAUSE}; {@link WorkerMessage}s out on
 * standard output.
 *
 * <p>It lives as long as its standard input is open. When the feeding process dies, however it
 * dies, the input ends and the worker stops at once, so that none is left behind.
 */
public final class Worker {

  /** How a process ends that has lost its GPU, so that another is started. */
  static final int DEVICE_LOST = 70;

  /** The line that asks for a pause: of the trial that runs, and of whatever is asked for then. */
  static final String PAUSE = "pause";

  private final Path directory;
  private final TrialBody body;
  private final PrintStream answers;
  private final AtomicBoolean pausing;
  private final BestEffort curves =
      new BestEffort("curves", warning -> answer(new WorkerMessage.Warning(warning)));

  private Worker(Path directory, TrialBody body, PrintStream answers, AtomicBoolean pausing) {
    this.directory = directory;
    this.body = body;
    this.answers = answers;
    this.pausing = pausing;
  }

  /**
   * Runs until standard input ends.
   *
   * @param args the directory of the run, and the class name of a {@link TrialBody} with a public
   *     constructor that takes {@link WorkerSettings}
   */
  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT); // libraries and the JDK format numbers, too
    PrintStream answers =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    System.setOut(System.err); // what libraries print in Java goes to the log
    BlockingQueue<String> trials = new LinkedBlockingQueue<>();
    AtomicBoolean pausing = new AtomicBoolean();
    Thread reader = new Thread(() -> readUntilParentIsGone(trials, pausing), "trials");
    reader.setDaemon(true);
    reader.start();
    try {
      WorkerSettings settings = WorkerSettings.of(Maps.fromProperties(System.getProperties()));
      Object body =
          Class.forName(args[1]).getConstructor(WorkerSettings.class).newInstance(settings);
      new Worker(Path.of(args[0]), (TrialBody) body, answers, pausing).serve(trials);
    } catch (Throwable e) {
      // Not an exit: the engine's own threads would keep the process alive, or its exit handlers
      // would take native state away under them.
      e.printStackTrace();
      Runtime.getRuntime().halt(1);
    }
  }

  private static void readUntilParentIsGone(BlockingQueue<String> trials, AtomicBoolean pausing) {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.equals(PAUSE)) {
          pausing.set(true);
        } else {
          trials.add(line);
        }
      }
    } catch (IOException e) {
      System.err.println("cannot read trials: " + FileErrors.describe(e));
    } finally {
      Runtime.getRuntime().halt(0);
    }
  }

  private void serve(BlockingQueue<String> trials) throws InterruptedException {
    answer(new WorkerMessage.Ready(BuildInfo.ofProgram().commit(), body.engine()));
    while (true) {
      answer(run(trials.take()));
    }
  }

  /** Errors pass, and end the process: after one of them nothing here can be trusted. */
  private WorkerMessage run(String order) {
    try {
      List<Trial> trials = BatchableTrials.parse(order);
      body.announce(trials.subList(1, trials.size()));
      Measured measured = measured(trials.get(0));
      measured.requirePossible();
      return WorkerMessage.Ended.ok(measured);
    } catch (DivergedException e) {
      return WorkerMessage.Ended.without(Status.DIVERGED, String.valueOf(e.getMessage()));
    } catch (PausedException e) {
      return WorkerMessage.Ended.without(Status.INTERRUPTED, String.valueOf(e.getMessage()));
    } catch (Exception e) {
      e.printStackTrace();
      if (Torch.isDeviceLost(e)) {
        Runtime.getRuntime().halt(DEVICE_LOST); // every other trial would fail here, too
      }
      return WorkerMessage.Ended.without(Status.FAILED, FailureReason.of(e).orElseGet(e::toString));
    }
  }

  /** Keeps the curve however the trial ends: of one that failed it tells most. */
  private Measured measured(Trial trial) throws Exception {
    Curve curve = new Curve();
    try {
      return body.run(
          trial,
          directory,
          new EpochListener() {
            @Override
            public void epoch(int epoch, double learningRate, double loss, double imagesPerSecond) {
              curve.epoch(epoch, learningRate, loss, imagesPerSecond);
              answer(new WorkerMessage.Epoch(epoch, learningRate, loss, imagesPerSecond));
            }

            @Override
            public void validated(int epoch, double accuracy) {
              curve.validated(epoch, accuracy);
            }

            @Override
            public void continued(double seconds) {
              answer(new WorkerMessage.Continued(seconds));
            }

            @Override
            public void notice(String text) {
              answer(new WorkerMessage.Warning(trial.describe() + ": " + text));
            }

            @Override
            public boolean pauses() {
              return pausing.get();
            }
          });
    } finally {
      curves.run(() -> curve.write(directory, trial));
    }
  }

  private void answer(WorkerMessage answer) {
    byte[] line = (answer.line() + "\n").getBytes(StandardCharsets.UTF_8);
    answers.write(line, 0, line.length); // one piece: see WorkerMessage
    answers.flush();
  }
}
