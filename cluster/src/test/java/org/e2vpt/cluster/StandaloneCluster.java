package org.e2vpt.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * A real cluster on this machine, started by {@code spark.sh} as users do: a master, and workers
 * with one core and one GPU each, which is there in name only.
 */
final class StandaloneCluster implements AutoCloseable {

  private static final String HOST = "127.0.0.1";
  private static final String SCRIPT = Path.of("spark.sh").toAbsolutePath().toString();

  private final Path directory;
  private final int port;
  private final List<Process> processes = new ArrayList<>();
  private Process master;

  /** Returns when all workers have joined. */
  StandaloneCluster(Path directory, int workers) throws Exception {
    this.directory = Files.createDirectories(directory);
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    try {
      startMaster();
      for (int i = 0; i < workers; i++) {
        startWorker(i);
      }
      for (int i = 0; i < workers; i++) {
        await(log("worker" + i), "Successfully registered with master");
      }
    } catch (Exception | AssertionError e) {
      close();
      throw e;
    }
  }

  String url() {
    return "spark://" + HOST + ":" + port;
  }

  void startMaster() throws Exception {
    Path recovery = directory.resolve("recovery");
    master =
        start(
            "master",
            "-Dspark.deploy.recoveryDirectory=" + recovery,
            List.of(
                "master", "--host", HOST, "--port", Integer.toString(port), "--webui-port", "0"));
    await(log("master"), "I have been elected leader");
  }

  void killMaster() throws InterruptedException {
    master.destroyForcibly().waitFor();
    if (!log("master").toFile().delete()) { // its successor writes another
      throw new IllegalStateException("cannot delete " + log("master"));
    }
  }

  private void startWorker(int index) throws IOException {
    Path discovery = directory.resolve("gpu" + index + ".sh");
    Files.writeString(
        discovery, "#!/bin/sh\necho '{\"name\": \"gpu\", \"addresses\": [\"" + index + "\"]}'\n");
    if (!discovery.toFile().setExecutable(true)) {
      throw new IOException("cannot make executable: " + discovery);
    }
    start(
        "worker" + index,
        "-Dspark.worker.resource.gpu.amount=1 -Dspark.worker.resource.gpu.discoveryScript="
            + discovery,
        List.of(
            "worker",
            "--host",
            HOST,
            "--webui-port",
            "0",
            "--cores",
            "1",
            "--memory",
            "512m",
            "--work-dir",
            directory.resolve("work" + index).toString(),
            url()));
  }

  private Process start(String name, String javaOptions, List<String> arguments)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder();
    builder.command().add(SCRIPT);
    builder.command().addAll(arguments);
    builder
        .environment()
        .putAll(
            Map.of(
                "JAVA_OPTS",
                "-Xmx192m -XX:TieredStopAtLevel=1 " + javaOptions,
                "SPARK_LOCAL_IP",
                HOST));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process process = builder.redirectErrorStream(true).redirectOutput(log(name).toFile()).start();
    processes.add(process);
    return process;
  }

  private Path log(String name) {
    return directory.resolve(name + ".log");
  }

  private static void await(Path log, String words) throws Exception {
    await(
        log + " to say: " + words,
        () -> Files.exists(log) && Files.readString(log).contains(words));
  }

  /** Looks again and again: what it waits for happens in other processes. */
  static void await(String what, Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(240);
    while (!condition.call()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("waited in vain for " + what);
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  /** Executors and their workers end with the process that started them; to be sure, all go. */
  @Override
  public void close() {
    for (Process process : processes) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}
