package org.e2vpt.harness.worker;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.e2vpt.harness.schedule.BatchableTrials;
import org.e2vpt.harness.trial.Trial;

/** The feeding side of a {@link Worker}: trials go in, answers come out, chatter goes to a log. */
final class WorkerProcess {

  private final Process process;
  private final BufferedWriter trials;
  private final BufferedReader output;
  private final WorkerLog log;

  /** Length of the log when the running trial's share of it began. */
  private long logged;

  private WorkerProcess(Process process, WorkerLog log, long logged) {
    this.process = process;
    this.trials = process.outputWriter(StandardCharsets.UTF_8);
    this.output = process.inputReader(StandardCharsets.UTF_8);
    this.log = log;
    this.logged = logged;
    log.add("-- worker " + process.pid());
  }

  /** Starts {@code command}, whose chatter is appended to {@code log}. */
  static WorkerProcess start(ProcessBuilder command, WorkerLog log) {
    try {
      command.redirectError(log.redirect());
      long logged = log.length();
      return new WorkerProcess(command.start(), log, logged);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start a worker: " + command.command(), e);
    }
  }

  /** Hands over a trial and its companions. If the worker is gone, {@link #next} will tell. */
  void send(Trial trial, List<Trial> companions) {
    log.add("-- trial " + trial.id() + " " + trial.describe());
    send(BatchableTrials.line(trial, companions));
  }

  /** Asks for a pause at the end of an epoch. */
  void pause() {
    send(Worker.PAUSE);
  }

  private synchronized void send(String line) {
    try {
      trials.write(line + "\n");
      trials.flush();
    } catch (IOException e) {
      log.add("-- takes no line: " + e.getMessage());
    }
  }

  /**
   * Waits for the next answer; empty when the worker is gone.
   *
   * @throws IllegalArgumentException if it cannot be read; the message quotes it
   */
  Optional<WorkerMessage> next() {
    try {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        if (!line.startsWith(WorkerMessage.MARKER)) {
          log.add(line);
        }
        Optional<WorkerMessage> answer = WorkerMessage.in(line);
        if (answer.isPresent()) {
          if (answer.get() instanceof WorkerMessage.Ended) {
            logged = log.length();
          }
          return answer;
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read what a worker answers", e);
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** SIGKILL: native code under a running thread must not be torn down in good order. */
  void kill() {
    process.toHandle().destroyForcibly(); // Process's own would close our streams with it
  }

  /** Waits until the process is gone; 128 + n is a death by signal n. */
  int exitCode() {
    return process.onExit().join().exitValue();
  }

  /** The end of what it said about its last trial, as one line without stack frames. */
  String lastWords() {
    return log.end(logged);
  }
}
