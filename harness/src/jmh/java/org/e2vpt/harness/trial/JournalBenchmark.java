package org.e2vpt.harness.trial;

import com.google.common.io.MoreFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to write an attempt down, until it is on the disk. */
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class JournalBenchmark {

  private Path directory;
  private Journal journal;
  private int seed;

  @Setup(Level.Iteration)
  public void open() throws IOException {
    directory = Files.createTempDirectory("e2vpt");
    journal = Journal.open(directory);
  }

  @TearDown(Level.Iteration)
  public void delete() throws IOException {
    journal.close();
    MoreFiles.deleteRecursively(directory);
  }

  @Benchmark
  public void append() {
    journal.append(Trials.ok(Trials.doing("succeed", seed++), 1, 70));
  }
}
