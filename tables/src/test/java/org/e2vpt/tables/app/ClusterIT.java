package org.e2vpt.tables.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Rows of the mini table on this machine, and on a Spark cluster of a master and two workers with a
 * GPU each, which is there in name only.
 */
@Tag("cluster")
@EnabledOnOs(value = OS.LINUX, disabledReason = "the cluster is started by a shell script")
class ClusterIT {

  /** All that may differ. */
  private static final Set<String> TIMES = Set.of("seconds", "images_per_second");

  private static final String HOST = "127.0.0.1";
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  @TempDir Path temporary;
  private final List<Process> cluster = new ArrayList<>();

  @AfterEach
  void stopCluster() {
    for (Process process : cluster) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  @Test
  @Timeout(3600)
  void aClusterGivesTheSameTable() throws Exception {
    String master = startCluster(2);

    run("here");
    run(
        "cluster",
        "-Dspark.master=" + master,
        "-Dspark.driver.host=" + HOST,
        "-Dspark.executor.resource.gpu.amount=1",
        "-Dgpu=off",
        "-Dspark.e2vpt.patience=300s",
        "-Dspark.e2vpt.lib=" + ROOT.resolve("tables/target/lib"));

    assertThat(table("cluster")).isNotEmpty().isEqualTo(table("here"));
    try (Stream<Path> logs = Files.list(temporary.resolve("cluster/mini/workers"))) {
      assertThat(logs).as("a folder for each executor").hasSize(2);
    }
  }

  /**
   * Runs a row of each kind of method on one task, as a process of its own.
   *
   * @param arguments the folder of the reports
   */
  public static void main(String[] arguments) throws IOException {
    Properties properties = new Properties(System.getProperties());
    properties.setProperty("tables", "mini");
    properties.setProperty("rows", "full,linear,adapter,e2vpt");
    properties.setProperty("tasks", "digits");
    properties.setProperty("seeds", "42,44");
    properties.setProperty("reports", arguments[0]);
    TableRun run = TableRun.of(RunConfig.of(properties));
    var unused = run.run();
  }

  private void run(String name, String... choices) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx512m", "-Dprogress=lines"));
    command.addAll(List.of(choices));
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            ClusterIT.class.getName(),
            temporary.resolve(name).toString()));
    Path log = temporary.resolve(name + ".log");
    int code = start(new ProcessBuilder(command), log).waitFor();
    assertThat(code).as(Files.readString(log)).isZero();
  }

  /** The lines of the table, without what is different in each run. */
  private List<Map<String, String>> table(String name) throws IOException {
    CSVFormat format = CSVFormat.DEFAULT.builder().setHeader().setSkipHeaderRecord(true).get();
    try (Reader file = Files.newBufferedReader(temporary.resolve(name + "/mini/cells.csv"));
        Stream<CSVRecord> lines = format.parse(file).stream()) {
      return lines.map(CSVRecord::toMap).peek(line -> line.keySet().removeAll(TIMES)).toList();
    }
  }

  /** Returns at once: the run waits until the cluster is there. */
  private String startCluster(int workers) throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    String url = String.format(Locale.ROOT, "spark://%s:%d", HOST, port);
    startPart(
        "-Dspark.deploy.recoveryDirectory=" + temporary.resolve("recovery"),
        "master",
        "--host",
        HOST,
        "--port",
        Integer.toString(port),
        "--webui-port",
        "0");
    for (int i = 0; i < workers; i++) {
      startPart(
          "-Dspark.worker.resource.gpu.amount=1 -Dspark.worker.resource.gpu.discoveryScript="
              + discoveryScript(i),
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
          temporary.resolve("work" + i).toString(),
          url);
    }
    return url;
  }

  private Path discoveryScript(int gpu) throws IOException {
    Path script = temporary.resolve(String.format(Locale.ROOT, "gpu%d.sh", gpu));
    Files.writeString(
        script,
        String.format(
            Locale.ROOT, "#!/bin/sh\necho '{\"name\": \"gpu\", \"addresses\": [\"%d\"]}'\n", gpu));
    assertThat(script.toFile().setExecutable(true)).isTrue();
    return script;
  }

  private void startPart(String options, String... arguments) throws IOException {
    ProcessBuilder builder = new ProcessBuilder();
    builder.command().add(ROOT.resolve("cluster/spark.sh").toString());
    builder.command().addAll(List.of(arguments));
    builder.environment().put("SPARK_LOCAL_IP", HOST);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("JAVA_OPTS", options);
    cluster.add(start(builder, temporary.resolve("part" + cluster.size() + ".log")));
  }

  private static Process start(ProcessBuilder builder, Path log) throws IOException {
    return builder.redirectErrorStream(true).redirectOutput(Redirect.to(log.toFile())).start();
  }
}
