package org.e2vpt.harness.fuzz;

import com.google.common.base.Throwables;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Reads damaged files: {@code -Dmutations} of each format, 200 by default, on {@code -Dthreads}
 * threads. {@code -Dmutation=NUMBER} repeats one.
 *
 * <p>A reader may only throw what it documents, within {@value #MOST_SECONDS} seconds, of which the
 * fastest of three calls counts, since the machine has other work; and it may allocate {@value
 * #MOST_MEGABYTES} MB: all that its thread ever allocates during the call, not what lives at once.
 */
public final class Fuzz {

  private static final int MUTATIONS = Integer.getInteger("mutations", 200);
  private static final boolean REPORTS = Integer.getInteger("mutations") != null;
  private static final int THREADS = Integer.getInteger("threads", 1);
  private static final int ONLY = Integer.getInteger("mutation", -1);
  private static final long SEED = 20231023;

  private static final int MOST_SECONDS = 2;
  private static final int MOST_MEGABYTES = 256;

  /** A call that takes longer is reported with its stack while it runs. */
  private static final int HANGS_SECONDS = 60;

  private static final ThreadMXBean THREAD = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** What comes around the damaged bytes, with right lengths and checksums. */
  @FunctionalInterface
  public interface Wrapper {
    byte[] wrap(byte[] damaged) throws IOException;
  }

  /** Reads a file. */
  @FunctionalInterface
  public interface Reader {

    /**
     * Reads as much of a damaged file as the program ever does.
     *
     * @param content of the file
     * @param folder for this thread alone, to put it there
     */
    void read(byte[] content, Path folder) throws Exception;
  }

  /** Whether a reader documents an exception. */
  @FunctionalInterface
  public interface Documented {
    boolean allows(Exception e);
  }

  /**
   * A kind of file.
   *
   * @param name of the format
   * @param samples whole files, or parts of them, which are damaged in turn
   * @param among how many targets share the mutations of one format
   */
  public record Target(
      String name,
      List<byte[]> samples,
      Wrapper wrapper,
      Reader reader,
      Documented documented,
      int among) {

    public Target(
        String name, List<byte[]> samples, Wrapper wrapper, Reader reader, Documented documented) {
      this(name, samples, wrapper, reader, documented, 1);
    }

    /** Files that are damaged themselves. */
    public static Target of(
        String name, List<byte[]> samples, Reader reader, Documented documented) {
      return new Target(name, samples, damaged -> damaged, reader, documented);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private final Target target;
  private final TreeMap<String, String> faults = new TreeMap<>();
  private int tried;
  private int readable;
  private double slowest;
  private double largest;

  private Fuzz(Target target) {
    this.target = target;
  }

  /** An {@code IOException} whose message begins or goes on in such a way. */
  public static Documented ioException(String pattern) {
    return e ->
        e instanceof IOException && String.valueOf(e.getMessage()).matches("(?s)" + pattern);
  }

  /**
   * Damages the samples and reads them.
   *
   * @throws AssertionError if a whole sample cannot be read, or a damaged one is not refused as
   *     documented, with the files in {@code target/fuzz}
   */
  public static void run(Target target) throws Exception {
    new Fuzz(target).run();
  }

  private void run() throws Exception {
    long start = System.nanoTime();
    Path folder = folder();
    try {
      for (byte[] sample : target.samples) {
        target.reader.read(target.wrapper.wrap(sample), folder);
      }
      List<Worker> workers =
          IntStream.range(0, THREADS)
              .mapToObj(number -> new Worker(number, folder.resolve("thread" + number)))
              .toList();
      workers.forEach(Worker::start);
      for (Worker worker : workers) {
        while (worker.isAlive()) {
          worker.join(1000);
          worker.requireNoHang();
        }
      }
    } finally {
      delete(folder);
    }
    if (REPORTS) {
      System.out.printf(
          Locale.ROOT,
          "fuzz | %-34s | %7d mutations | %7d readable | slowest %6.3f s | largest %6.1f MB | %d faults | %.0f s%n",
          target,
          tried,
          readable,
          slowest,
          largest,
          faults.size(),
          (System.nanoTime() - start) / 1e9);
    }
    if (!faults.isEmpty()) {
      throw new AssertionError(String.join("\n", faults.values()));
    }
  }

  /** Reads every so many of the mutations. */
  private final class Worker extends Thread {

    private final int number;
    private final Path folder;

    /** The mutation that is being read, its content, and since when. */
    private volatile int mutation;

    private volatile byte[] damaged = {};
    private volatile long since = Long.MAX_VALUE;

    Worker(int number, Path folder) {
      this.number = number;
      this.folder = folder;
      setDaemon(true);
    }

    @Override
    public void run() {
      int end = (MUTATIONS - 1) / target.among + 1;
      for (int i = number; i < end; i += THREADS) {
        if (ONLY < 0 || ONLY == i) {
          mutation = i;
          try {
            Files.createDirectories(folder);
            damaged = damaged(i);
            read();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        }
      }
    }

    private byte[] damaged(int i) throws IOException {
      SplittableRandom random = new SplittableRandom(SEED + i).split();
      byte[] sample = target.samples.get(i % target.samples.size());
      return target.wrapper.wrap(Mutation.of(sample, random));
    }

    private void read() throws IOException {
      double fastest = call();
      for (int again = 0; again < 2 && fastest > MOST_SECONDS; again++) {
        fastest = Math.min(fastest, call());
      }
      synchronized (Fuzz.this) {
        tried++;
        slowest = Math.max(slowest, fastest);
      }
      if (fastest > MOST_SECONDS) {
        fault("slow", String.format(Locale.ROOT, "it takes %.1f s", fastest), mutation, damaged);
      }
    }

    /** Reads the file once, and gives the seconds that it takes. */
    private double call() throws IOException {
      long allocated = THREAD.getThreadAllocatedBytes(getId());
      long start = System.nanoTime();
      since = start;
      boolean isRead = false;
      Optional<Throwable> undocumented = Optional.empty();
      try {
        target.reader.read(damaged, folder);
        isRead = true;
      } catch (Exception e) {
        undocumented = target.documented.allows(e) ? Optional.empty() : Optional.of(e);
      } catch (Error e) {
        undocumented = Optional.of(e);
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      since = Long.MAX_VALUE;
      double megabytes = (THREAD.getThreadAllocatedBytes(getId()) - allocated) / (double) (1 << 20);
      synchronized (Fuzz.this) {
        readable += isRead ? 1 : 0;
        largest = Math.max(largest, megabytes);
      }
      if (megabytes > MOST_MEGABYTES) {
        fault(
            "large",
            String.format(Locale.ROOT, "it allocates %.0f MB", megabytes),
            mutation,
            damaged);
      }
      if (undocumented.isPresent()) {
        String trace = Throwables.getStackTraceAsString(undocumented.get());
        fault(kind(undocumented.get()), trace, mutation, damaged);
      }
      return seconds;
    }

    private void requireNoHang() throws IOException {
      if (since < System.nanoTime() - HANGS_SECONDS * 1_000_000_000L) {
        String stack =
            Arrays.stream(getStackTrace()).map(String::valueOf).collect(Collectors.joining("\n"));
        fault("hang", "it hangs\n" + stack, mutation, damaged);
        throw new AssertionError(faults.get("hang"));
      }
    }
  }

  /** Where it was thrown, by which faults are told apart. */
  private static String kind(Throwable thrown) {
    String place = thrown.getStackTrace().length > 0 ? thrown.getStackTrace()[0].toString() : "";
    return thrown.getClass().getName() + " at " + place;
  }

  /** Notes the first of a kind, and keeps its file. */
  private synchronized void fault(String kind, String message, int mutation, byte[] damaged)
      throws IOException {
    if (faults.containsKey(kind)) {
      return;
    }
    Path folder = Path.of("target", "fuzz", target.name.replaceAll("\\W+", "-"));
    Path file = Files.createDirectories(folder).resolve(mutation + ".bin");
    Files.write(file, damaged);
    faults.put(
        kind,
        String.format(
            Locale.ROOT,
            "mutation %d of '%s' (%s; again with -Dmutation=%d): %s",
            mutation,
            target,
            file,
            mutation,
            message));
  }

  /** A new folder where files cost nothing, if the system has such a place. */
  public static Path folder() throws IOException {
    Path shared = Path.of("/dev/shm");
    Path parent = Files.isWritable(shared) ? shared : Path.of(System.getProperty("java.io.tmpdir"));
    return Files.createTempDirectory(parent, "fuzz");
  }

  /** Deletes such a folder. */
  public static void delete(Path folder) throws IOException {
    MoreFiles.deleteRecursively(folder, RecursiveDeleteOption.ALLOW_INSECURE);
  }
}
