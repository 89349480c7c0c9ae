package org.e2vpt.cluster;

import java.io.IOException;
import java.io.Serializable;
import java.lang.reflect.InvocationTargetException;
import java.net.InetAddress;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * What an executor needs to know to run the trials of a run.
 *
 * <p>An executor has Spark's class path, and of this program the classes of this package alone. The
 * rest it loads from {@code lib} into a class loader of its own, and its workers' class path is
 * {@code lib}, so that neither side meets the other's libraries.
 *
 * @param station class name of {@link org.e2vpt.harness.worker.Station}
 * @param directory of the run, the same on every host
 * @param token name of a file that the driver wrote there
 * @param lib folder of the program's jars, the same on every host
 * @param computesOnGpu whether a worker computes on the GPU that its executor has, if any
 * @param threads of computation in a worker
 * @param body class name of the trials' body
 * @param deadline the most that one attempt may take
 * @param properties system properties of a worker
 */
record Site(
    String station,
    String directory,
    String token,
    String lib,
    boolean computesOnGpu,
    int threads,
    String body,
    Duration deadline,
    TreeMap<String, String> properties)
    implements Serializable {

  /**
   * Opens this executor's station.
   *
   * @param name of this executor in the cluster
   * @param gpu address of its GPU; empty for the processor
   * @throws IllegalStateException if this host does not share the run's folders, saying which
   */
  @SuppressWarnings("unchecked") // a Station is a UnaryOperator<String>
  UnaryOperator<String> open(String name, String gpu) throws IOException {
    requireShared();
    List<URL> jars = jars();
    try {
      // Never closed: as the station, it lives as long as the executor.
      ClassLoader program =
          new URLClassLoader(jars.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
      return (UnaryOperator<String>)
          Class.forName(station, true, program)
              .getConstructors()[0]
              .newInstance(
                  Path.of(directory),
                  name,
                  gpu,
                  computesOnGpu && !gpu.isEmpty(),
                  threads,
                  body,
                  deadline,
                  properties,
                  Path.of(lib, "*").toString());
    } catch (InvocationTargetException e) {
      throw new IllegalStateException("%s: %s".formatted(host(), e.getCause()), e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(
          "%s on %s does not hold this version of the program".formatted(lib, host()), e);
    }
  }

  private List<URL> jars() throws IOException {
    List<URL> jars = new ArrayList<>();
    if (Files.isDirectory(Path.of(lib))) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of(lib), "*.jar")) {
        for (Path file : files) {
          jars.add(file.toUri().toURL());
        }
      }
    }
    if (jars.isEmpty()) {
      throw new IllegalStateException(
          "%s on %s holds no jars; share or copy tables/target/lib there, or give its place with -D%s"
              .formatted(lib, host(), SparkRunner.LIB));
    }
    return jars;
  }

  private void requireShared() throws IOException {
    if (!Files.exists(Path.of(directory, token))) {
      throw new IllegalStateException(
          ("%s on %s is not the folder that the run writes to; every host must see it under the"
                  + " same path")
              .formatted(directory, host()));
    }
  }

  private static String host() throws IOException {
    return InetAddress.getLocalHost().getHostName();
  }
}
