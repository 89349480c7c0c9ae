package org.e2vpt.tables.cli;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterables;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.e2vpt.harness.data.MiniatureData;
import org.e2vpt.harness.data.TaskSpecs;
import org.e2vpt.harness.data.vtab.VtabMiniatures;
import org.e2vpt.harness.tuning.TuningMethods;
import org.e2vpt.tables.ChangedProgram;
import org.e2vpt.tables.ChangedProgram.Ended;
import org.e2vpt.tables.paper.Cell;
import org.e2vpt.tables.paper.CellTable;
import org.e2vpt.tables.verdict.VerdictWord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Adds a method, a backbone and a data set in the places that CONTRIBUTING.md lists, and in no
 * others, to a copy of these files, and starts the program with it.
 */
class ContributingTest {

  private static final String TUNING = "org/e2vpt/harness/tuning/";
  private static final String DATA = "org/e2vpt/harness/data/";
  private static final String LOCK = DATA + "datasets.lock";

  @TempDir Path folder;

  @Test
  void aMethodIsItsClassItsOptionsAndALine() throws Exception {
    List<String> blocks = blocks("Add a tuning method", "java");
    ChangedProgram program = new ChangedProgram(folder.resolve("program"));
    program.add(TUNING + "ScaleShift.java", blocks.get(0));
    program.add(TUNING + "ScaleShiftOptions.java", blocks.get(1));
    program.insert(TUNING + "TuningMethods.java", "List.<Method<?>>of(", blocks.get(2));
    program.compile();
    paper("mini-vit.cifar10", "scale-shift", "start=0.1", "digits");

    assertThat(TuningMethods.ids()).doesNotContain("scale-shift");
    // 4 blocks of width 96, a scale and a shift each
    assertThat(output(program, "params --paper mine --csv"))
        .contains("mini-vit.cifar10,scale-shift,start=0.1,,768,768,");
    assertThat(output(program, "plan mine --device A100")).contains("final ", "FLOPs");
    assertThat(
            output(
                program,
                "bench --method scale-shift --option start=0.1 --backbone mini-vit.cifar10"
                    + " --batch 2 --repeats 1 --threads 1 --shortcuts on"))
        .containsPattern("\nscale-shift,train,on,fp32,2,\\d");
    assertIsRun(program, "Natural");
  }

  @Test
  void aBackboneIsALineInEachOfThreeFiles() throws Exception {
    ChangedProgram program = new ChangedProgram(folder.resolve("program"));
    List<String> lines = blocks("Add a backbone", "");
    program.insert(
        "org/e2vpt/harness/backbone/Pretrained.java",
        "Stream.of(",
        Iterables.getOnlyElement(blocks("Add a backbone", "java")));
    program.append("org/e2vpt/harness/weights/published.csv", lines.get(0));
    program.append(LOCK, lines.get(1));
    program.compile();
    paper("vit-b16.dino", "bias", "", "digits");

    assertThat(output(program, "params --paper mine --csv"))
        .contains("vit-b16.dino,bias,,,102912,102912,");
    assertThat(output(program, "plan mine --device A100")).contains("FLOPs");
    Path empty = folder.resolve("empty");
    assertThat(
            start(
                    program,
                    "run mine",
                    "--reports=" + folder.resolve("reports"),
                    "--data-root=" + empty)
                .out())
        .contains("weights/dino_vitbase16_pretrain.pth is not in " + empty + ";");
  }

  /** CIFAR-100 by another name: its reader is there, and a miniature of it can be written. */
  @Test
  void aDataSetIsALineAReaderAndItsFiles() throws Exception {
    Path data = Files.createDirectory(folder.resolve("data"));
    VtabMiniatures.write(
        TaskSpecs.vtab().stream().filter(task -> task.id().equals("cifar")).findFirst().get(),
        data);
    List<String> lock =
        MiniatureData.lock(data, "http://localhost").stream()
            .map(line -> line.replace("cifar/", "cifar_again/"))
            .map(line -> line.replaceAll(" cifar$", " cifar_again"))
            .toList();
    Files.move(data.resolve("cifar"), data.resolve("cifar_again"));
    ChangedProgram program = new ChangedProgram(folder.resolve("program"));
    program.append(
        DATA + "datasets.csv",
        program
            .line(DATA + "datasets.csv", "cifar,")
            .replace("cifar,CIFAR-100,", "cifar_again,CIFAR-100 again,")
            .replace(",cifar,", ",cifar_again,"));
    program.insert(
        DATA + "vtab/Vtab.java",
        "ImmutableMap.<String, Reader>builder()",
        ".put(\"cifar_again\", Cifar100::read)");
    program.compile();
    Path locked = Files.write(folder.resolve("lock"), lock);
    paper("mini-vit.cifar10", "linear", "", "cifar_again");
    String[] there = {"--lock=" + locked, "--data-root=" + data};

    assertThat(output(program, "plan mine --device A100", "--lock=" + locked)).contains("FLOPs");
    assertThat(output(program, "params --paper mine --tasks --csv"))
        .contains("mini-vit.cifar10,linear,,cifar_again,");
    assertIsRun(program, "Natural", there);
  }

  private void assertIsRun(ChangedProgram program, String column, String... options)
      throws Exception {
    List<String> arguments =
        ImmutableList.<String>builder()
            .add(options)
            .add("--reports=" + folder.resolve("reports"))
            .build();
    Ended ended = start(program, "run mine", arguments.toArray(String[]::new));
    assertThat(ended.code()).as(ended.err()).isLessThanOrEqualTo(E2vpt.FAILED);
    List<Cell> cells = CellTable.read(folder.resolve("reports/mine/cells.csv"));
    assertThat(cells)
        .singleElement()
        .satisfies(
            cell -> {
              assertThat(cell.asked().column()).isEqualTo(column);
              assertThat(cell.verdict()).isNotEqualTo(VerdictWord.NOT_RUN);
              assertThat(cell.measured().n()).isEqualTo(1);
            });
  }

  private String output(ChangedProgram program, String command, String... more) throws Exception {
    Ended ended = start(program, command, more);
    assertThat(ended.code()).as("%s: %s", command, ended.err()).isEqualTo(E2vpt.OK);
    return ended.out();
  }

  private Ended start(ChangedProgram program, String command, String... more) throws Exception {
    List<String> arguments = new ArrayList<>(Splitter.on(' ').splitToList(command));
    if (!command.startsWith("bench")) {
      arguments.add("--papers-dir=" + folder.resolve("papers"));
    }
    arguments.addAll(List.of(more));
    return program.start(E2vpt.class, arguments);
  }

  /** A paper of one cell. */
  private void paper(String backbone, String method, String options, String task)
      throws IOException {
    Map<String, String> files =
        Map.of(
            "paper.csv",
            """
            key,value
            name,Mine
            title,A paper that nobody wrote
            numbers,printed
            pages,paper
            preset,paper
            seeds,1 2 3
            device,processor
            deadline,PT5M
            """,
            "tables.csv",
            "table,title,about\ntable1,Table 1,One cell\n",
            "tables/table1.csv",
            """
            row,column,tasks,by_default,accuracy,wins,tuned_share,pruning,place,note
            mine,Natural,,,50.00,,,,p. 1,
            """,
            "rows.csv",
            """
            table,row,title,cited,copied,ticks,as,backbone,method,options,prunes,recipe,preset,runs,source
            table1,mine,Mine,,,,,%s,%s,%s,no,short,,1,p. 1
            """
                .formatted(backbone, method, options),
            "tasks.csv",
            "task,visual,kv,place\n%s,,,\n".formatted(task),
            "recipes.csv",
            """
            recipe,on,optimizer,learning_rates,weight_decays,epochs,warmup,batch,tuned_rate,tuned_decay,token_percents,segment_percents,tuned_tokens,tuned_segments,source
            short,VTAB-1k,SGD,1,0.001,1,0,64,1,0.001,,,,,p. 1
            """,
            "presets.csv",
            "preset,choice,word,source,direction\npaper,runs,1,p. 1,\n",
            "noise.csv",
            """
            kind,table,column,points,tasks,runs,freedom,source
            margin,table1,Natural,1,,,,a guess
            print,,,,,3,,p. 1
            tau,,,0.5,,,4,a guess
            """,
            "counted.csv",
            "method,options,backbones\n%s,%s,%s\n".formatted(method, options, backbone));
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path path = folder.resolve("papers/mine").resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
    }
  }

  /** The code blocks of a section of CONTRIBUTING.md, in a language. */
  private static ImmutableList<String> blocks(String section, String language) throws IOException {
    String text = Files.readString(Path.of("../CONTRIBUTING.md"), StandardCharsets.UTF_8);
    int from = text.indexOf("\n## " + section + "\n");
    assertThat(from).as("section '%s'", section).isNotNegative();
    int to = text.indexOf("\n## ", from + 1);
    return Pattern.compile("\n```(\\w*)\n(.*?)\n```", Pattern.DOTALL)
        .matcher(text.substring(from, to))
        .results()
        .filter(block -> block.group(1).equals(language))
        .map((MatchResult block) -> block.group(2))
        .collect(toImmutableList());
  }
}
