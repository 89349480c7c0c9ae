package org.e2vpt.tables.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import java.nio.file.Path;
import java.util.List;
import org.e2vpt.harness.data.DataFolder;
import org.e2vpt.harness.schedule.Gpus;
import org.e2vpt.tables.paper.Papers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiagnosisTest {

  private static final long ROOM = 40_000_000_000L;

  @Test
  void sendsAMachineWithEverythingToItsFirstTable() {
    Diagnosis diagnosis = Diagnosis.of(Machines.server());

    assertThat(diagnosis.missing()).isEmpty();
    assertThat(diagnosis.healthy()).isTrue();
    assertThat(diagnosis.next()).hasToString("mvn verify -Dtables=table1 -Pcuda");
  }

  @Test
  void remembersALibtorchOfTheUsersOwn() {
    assertThat(
            Diagnosis.of(
                    Machines.server(
                        Machines.gpu("570.10", "12.0"),
                        Machines.libtorch("cu128", false),
                        0,
                        Machines.WHOLE))
                .next())
        .hasToString("mvn verify -Dtables=table1 -Dlibtorch=/no/such/torch");
  }

  @Test
  void runsATableThatIsWholeBeforeItAsksForMoreFiles() {
    Diagnosis diagnosis = withTables(Machines.WITHOUT_ANY, Machines.table("table2", 19));

    assertThat(diagnosis.missing()).containsExactly("files of 1 of 2 tables");
    assertThat(diagnosis.next()).hasToString("mvn verify -Dtables=table2 -Pcuda");
  }

  @Test
  void asksForTheFewestFilesThatMakeATable() {
    assertThat(withTables(Machines.WITHOUT_ANY, Machines.WITHOUT_WEIGHTS).next())
        .hasToString("get the files of table4: e2vpt data fetch weights/ViT-B_16.npz");
    assertThat(withTables(Machines.WITHOUT_ANY).next())
        .hasToString("get the files of figure4: e2vpt data fetch svhn weights/ViT-B_16.npz");
  }

  private static Diagnosis withTables(TableFiles... tables) {
    return Diagnosis.of(
        Machines.server(
            Machines.gpu("550.54.15", "9.0"), Machines.libtorch("cu124", true), ROOM, tables));
  }

  @ParameterizedTest
  @CsvSource({
    "470.82.01, 8.0, cu124, 40000000000," + " a driver of version 525 or newer: CUDA 12 needs it",
    "570.10, 12.0, cu124, 40000000000,"
        + " 'a libtorch for CUDA 12.8 of your own, named by -Dlibtorch=FOLDER, and a build without"
        + " -Pcuda: that for cu124 has no code for GPUs newer than Hopper, and Maven Central has no"
        + " other'",
    "550.54.15, 9.0, cu124, 3000000000,"
        + " '4.10 GB on the disk of /no/such/torch to unpack libtorch, where 3.00 GB are free'"
  })
  void seesWhatWouldStopTheFirstTrial(
      String driver, String capability, String flavor, long disk, String missing) {
    Diagnosis diagnosis =
        Diagnosis.of(
            Machines.server(
                Machines.gpu(driver, capability),
                Machines.libtorch(flavor, true),
                disk,
                Machines.WHOLE));

    assertThat(diagnosis.missing()).containsExactly(missing);
    assertThat(diagnosis.next()).hasToString("fix what is missing first");
  }

  @Test
  void asksForLibrariesFirst() {
    Diagnosis diagnosis = Diagnosis.of(Machines.withoutLibraries());

    assertThat(diagnosis.found()).contains("libraries  libc10.so has 0 bytes instead of 3");
    assertThat(diagnosis.missing()).startsWith("libraries that can be loaded: see 'libraries'");
    assertThat(diagnosis.next())
        .hasToString("follow the advice under 'libraries': without them nothing can be computed");
  }

  /** The miniature paper comes with all that it needs. */
  @Test
  void looksAtTheTablesThatNeedFiles(@TempDir Path data) {
    List<TableFiles> tables = TableFiles.all(Papers.shipped(), new DataFolder(data));

    assertThat(tables)
        .extracting(TableFiles::table)
        .contains("table1", "table2", "table3", "table4", "table5", "figure3", "figure4")
        .noneMatch(table -> table.startsWith("mini"));
    assertThat(tables)
        .filteredOn(table -> table.table().equals("table3"))
        .singleElement()
        .satisfies(
            table -> {
              assertThat(table.backbones()).isEqualTo(2); // MAE's and MoCo v3's
              assertThat(table.weights()).hasSize(2);
              assertThat(table.tasks()).isEqualTo(19);
              assertThat(table.without()).hasSize(19);
            });
  }

  @Test
  void breaksNoCommand() {
    String command = "e2vpt data fetch " + "svhn ".repeat(20).strip();

    assertThat(new Diagnosis.Next("get the files of table1", command).lines("next: "))
        .containsExactly("next: get the files of table1:", "      " + command);
    assertThat(new Diagnosis.Next("", command).lines("next: ")).containsExactly("next: " + command);
  }

  @Test
  void keepsTo80Columns() {
    assertThat(Paragraph.of("GPUs       ", "a word ".repeat(14) + "and /" + "x".repeat(90)))
        .containsExactly(
            "GPUs       " + "a word ".repeat(10).strip(),
            "           " + "a word ".repeat(4) + "and",
            "           /" + "x".repeat(90));
  }

  @ParameterizedTest
  @CsvSource({
    "9.0, build with a libtorch for GPUs: mvn -Pcuda package",
    "10.0, 'name the folder of a libtorch of your own for CUDA 12.8 by -Dlibtorch=FOLDER, since"
        + " Maven Central has none for GPUs newer than Hopper'"
  })
  void asksForALibtorchThatKnowsTheGpu(String capability, String next) {
    Findings server = Machines.server();
    Findings without =
        new Findings(
            server.java(),
            server.processor(),
            new Gpus(ImmutableList.of(Machines.gpu("570.10", capability)), ""),
            Machines.laptop().engine(),
            0,
            server.data(),
            server.dataDisk(),
            server.tables());

    assertThat(Diagnosis.of(without).missing()).containsExactly("a libtorch for GPUs");
    assertThat(Diagnosis.of(without).next()).hasToString(next);
  }

  @ParameterizedTest
  @CsvSource({
    "flags\t\t: fpu avx512_bf16 sse, true",
    "flags\t\t: fpu amx_bf16, true",
    "Features\t: fp asimd bf16, true",
    "flags\t\t: fpu avx512f, false"
  })
  void readsWhetherTheProcessorKnowsBfloat16(String line, boolean bfloat16) {
    assertThat(Processor.of(List.of("processor\t: 0", line), "aarch64", 4))
        .isEqualTo(new Processor("aarch64", 4, bfloat16));
  }

  @Test
  void namesTheProcessor() {
    assertThat(Processor.of(List.of("model name\t: AMD EPYC 9R14"), "amd64", 2))
        .isEqualTo(new Processor("AMD EPYC 9R14", 2, false));
    assertThat(Processor.of(ImmutableList.of(), "amd64", 2).model()).isEqualTo("amd64");
  }
}
