package org.e2vpt.tables.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.e2vpt.tables.doctor.Findings;
import org.e2vpt.tables.doctor.Machines;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class DoctorCommandTest {

  private final StringWriter out = new StringWriter();

  @Test
  void tellsWhatALaptopHasAndWhatIsMissing() {
    assertThat(examine(Machines.laptop())).isEqualTo(1);

    assertThat(out)
        .hasToString(
            """
            java       17.0.15 on Linux amd64
            processor  Intel Core i7, 1 core; computes in fp32, bf16 is emulated
            GPUs       none: nvidia-smi cannot be run: install NVIDIA's driver, if this
                       machine has an NVIDIA GPU; other GPUs, such as Apple's and AMD's, are
                       not used
            engine     DJL 0.35.1; in its jars libtorch 2.7.1 cpu
            libraries  whole, in /home/a/.e2vpt/djl
            for GPUs   none: this build has no libtorch for NVIDIA GPUs: build it with
                       -Pcuda
            data       /home/a/.e2vpt/data, 12.0 GB free

            table      weights   tasks      missing files
            table4     0 of 1    2 of 2     413 MB
            figure4    0 of 1    0 of 1     595 MB

            missing: a GPU
            missing: files of 2 of 2 tables
            next: use a machine with an NVIDIA GPU, or fix the problem listed under 'GPUs';
                  the mini table needs none:
                  mvn verify
            """);
  }

  @Test
  void tellsWhatAServerHas() {
    assertThat(examine(Machines.server())).isEqualTo(0);

    assertThat(out)
        .hasToString(
            """
            java       17.0.15 on Linux amd64
            processor  AMD EPYC 9R14, 2 cores; computes in fp32 and bf16
            driver     550.54.15
            gpu0       NVIDIA H200, 151 GB, compute capability 9.0; computes in fp32, tf32
                       and bf16
            engine     DJL 0.32.0; in its jars libtorch 2.5.1 cpu, 2.5.1 cu124
            libraries  whole, in /home/a/.e2vpt/djl
            for GPUs   libtorch 2.5.1 cu124 in its jar; the first run unpacks it into
                       /no/such/torch
            data       /data, 500 GB free

            table      weights   tasks      missing files
            table1     1 of 1    24 of 24   none

            next: mvn verify -Dtables=table1 -Pcuda
            """);
  }

  @Test
  void tellsTheSameToPrograms() {
    assertThat(examine(Machines.server(), "--json")).isEqualTo(0);

    assertThat(out)
        .hasToString(
            """
            {
              "schema": 1,
              "healthy": true,
              "found": [
                "java       17.0.15 on Linux amd64",
                "processor  AMD EPYC 9R14, 2 cores; computes in fp32 and bf16",
                "driver     550.54.15",
                "gpu0       NVIDIA H200, 151 GB, compute capability 9.0; computes in fp32, tf32",
                "           and bf16",
                "engine     DJL 0.32.0; in its jars libtorch 2.5.1 cpu, 2.5.1 cu124",
                "libraries  whole, in /home/a/.e2vpt/djl",
                "for GPUs   libtorch 2.5.1 cu124 in its jar; the first run unpacks it into",
                "           /no/such/torch",
                "data       /data, 500 GB free",
                "",
                "table      weights   tasks      missing files",
                "table1     1 of 1    24 of 24   none"
              ],
              "missing": [],
              "next": {
                "words": "",
                "command": "mvn verify -Dtables=table1 -Pcuda"
              }
            }
            """);
  }

  private int examine(Findings found, String... arguments) {
    CommandLine doctor = new CommandLine(new DoctorCommand(folder -> found));
    return doctor.setOut(new PrintWriter(out, true)).execute(arguments);
  }

  /** Here, whatever it is. */
  @Test
  void examinesThisMachine(@TempDir Path data) {
    StringWriter err = new StringWriter();

    int exit =
        E2vpt.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute("doctor", "--data-root", data.toString());

    assertThat(err.toString()).isEmpty();
    assertThat(exit).isEqualTo(1); // there is no data
    assertThat(out.toString())
        .contains("data       " + data, "table1     0 of 1    0 of 24    ", "table5 ", "\nnext: ");
  }
}
