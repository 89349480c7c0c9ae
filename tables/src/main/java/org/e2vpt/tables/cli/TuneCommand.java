package org.e2vpt.tables.cli;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.e2vpt.harness.backbone.Pretrained;
import org.e2vpt.harness.data.DataFolder;
import org.e2vpt.harness.data.TaskSize;
import org.e2vpt.harness.data.own.FolderCheck;
import org.e2vpt.harness.data.own.FolderIds;
import org.e2vpt.harness.data.own.ImageFolder.Orientation;
import org.e2vpt.harness.text.Amounts;
import org.e2vpt.harness.text.ShellCommand;
import org.e2vpt.tables.app.OwnImagesPaper;
import org.e2vpt.tables.app.OwnImagesPaper.Method;
import org.e2vpt.tables.app.OwnWeights;
import org.e2vpt.tables.app.PublicPath;
import org.e2vpt.tables.app.RunConfig;
import org.e2vpt.tables.app.RunOption;
import org.e2vpt.tables.app.TableRun;
import org.e2vpt.tables.cost.PlanEstimate;
import org.e2vpt.tables.paper.Cell;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Compares methods on images of the user's own. */
@Command(
    name = "tune",
    mixinStandardHelpOptions = true,
    versionProvider = E2vpt.Version.class,
    modelTransformer = TableOptions.Transformer.class,
    description = {
      "Compare tuning methods on a folder of your own images.",
      "Tunes a backbone with several methods, and reports which of them is better on these"
          + " images. The folder contains train/<class>/, val/<class>/ and test/<class>/, or only"
          + " <class>/, optionally with a split.csv; see docs/own-images.md. You can stop it at"
          + " any time; the same command continues."
    },
    exitCodeList = {
      "0:all methods were run",
      "1:a method was not run; the output says why",
      "2:wrong usage or input, or the run was stopped; the error says what to do"
    })
final class TuneCommand implements Callable<Integer> {

  private static final String MINI = "mini-vit.cifar10";

  private static final String SEARCH = "search";

  @Parameters(index = "0", paramLabel = "DIR", description = "Folder of the images.")
  private Path images = Path.of("");

  @Option(
      names = "--method",
      split = ",",
      paramLabel = "NAMES",
      description =
          "Methods, separated by commas, or all; default: a linear head, and two kinds of"
              + " prompts.")
  private List<String> methods = List.of();

  @Option(
      names = "--backbone",
      paramLabel = "NAME",
      defaultValue = MINI,
      description = "Backbone to tune; default: ${DEFAULT-VALUE}, which needs no download.")
  private String backbone = MINI;

  @Option(
      names = "--weights",
      paramLabel = "FILE",
      description =
          "Checkpoint of the backbone in a published format; default: the one in the data"
              + " folder.")
  private @Nullable Path weights;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "Name of the run folder; default: made from the name of DIR.")
  private @Nullable String name;

  @Option(names = "--as-stored", description = "Ignore EXIF orientations; default: apply them.")
  private boolean asStored;

  @Mixin private TableOptions options = new TableOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    ImmutableList<Method> chosen = OwnImagesPaper.methods(methods, backbone);
    OwnImagesPaper paper =
        new OwnImagesPaper(
            Objects.requireNonNullElseGet(name, () -> OwnImagesPaper.nameOf(images)),
            images,
            asStored ? Orientation.AS_STORED : Orientation.APPLIED,
            backbone,
            chosen);
    Properties defaults = new Properties();
    defaults.setProperty(SEARCH, "race");
    Properties properties = options.properties(spec, defaults);
    Path reports = RunConfig.of(properties).reports(); // refuses wrong words first
    check(out, paper);
    describe(out, paper);
    if (weights != null) {
      OwnWeights.of(weights, backbone, paper.directory(reports), properties)
          .settings()
          .forEach(properties::setProperty);
    } else {
      OwnWeights.require(backbone, DataFolder.of(properties::getProperty));
    }
    Optional<String> before = paper.write(reports);
    before.ifPresent(
        id ->
            out.println(
                "The images have changed since the last run (they were %s): all trials are new, and the earlier ones stay in the journal."
                    .formatted(id)));
    properties.setProperty(RunOption.PAPERS_DIR.word(), paper.papers(reports).toString());
    properties.setProperty(RunOption.TABLES, paper.name());
    RunConfig config = RunConfig.of(properties);
    TableRun run = TableRun.of(config).madeBy(command(config, paper));
    if (Pretrained.isShipped(backbone)) { // of others the run says it, with hours
      PlanEstimate.of(run.plans(), config.folder())
          .lines(Optional.empty(), 1)
          .forEach(line -> out.println("  " + line));
    }
    out.flush();
    return report(out, run, run.run());
  }

  /** As {@code data check}. */
  private void check(PrintWriter out, OwnImagesPaper paper) throws IOException {
    FolderCheck check =
        FolderCheck.of(
            images, paper.orientation(), Pretrained.model(backbone).architecture().patch());
    check.lines().forEach(out::println);
    if (check.isRefused()) {
      out.flush();
      throw new IllegalArgumentException(
          "%s is refused as it is; 'e2vpt data check --list' names every file".formatted(images));
    }
  }

  /** What is tuned, on what. */
  private void describe(PrintWriter out, OwnImagesPaper paper) throws IOException {
    String task = FolderIds.byContent(paper.task());
    TaskSize size = TaskSize.of(task);
    out.println(
        String.format(
            Locale.ROOT,
            "%s: %s; %d training, %d validation and %d test images",
            task,
            Amounts.count(size.classes(), "class"),
            size.finalTrain(),
            size.val(),
            size.test()));
    out.println(
        "%s by %s"
            .formatted(
                backbone,
                paper.methods().stream().map(Method::title).collect(Collectors.joining(", "))));
    OwnImagesPaper.about(backbone).ifPresent(out::println);
  }

  private int report(PrintWriter out, TableRun run, List<Cell> cells) throws IOException {
    out.println();
    for (Cell cell : cells) {
      String reason = run.reasons().get(cell.asked());
      out.println(
          cell.measured().n() == 0 && reason != null
              ? "%s: not run: %s".formatted(cell.asked().title(), reason)
              : "%s: %s".formatted(cell.asked().title(), cell.measured()));
    }
    run.answers().forEach(out::println);
    out.println(run.directory().resolve("index.html"));
    out.println("To run this with other settings: " + runCommand(run));
    return cells.stream().allMatch(cell -> cell.measured().n() > 0) ? E2vpt.OK : E2vpt.FAILED;
  }

  /** The command that makes this run again, from where it was given. */
  private String command(RunConfig config, OwnImagesPaper paper) {
    List<String> words = new ArrayList<>(List.of("e2vpt", "tune", PublicPath.of(images)));
    words.add(
        "--method="
            + paper.methods().stream().map(Method::method).collect(Collectors.joining(",")));
    words.add("--backbone=" + backbone);
    if (weights != null) {
      words.add("--weights=" + PublicPath.of(weights));
    }
    if (name != null) {
      words.add("--name=" + name);
    }
    if (asStored) {
      words.add("--as-stored");
    }
    Map<String, String> settings = new LinkedHashMap<>(config.settings(config.onlyPage()));
    settings.put(SEARCH, config.search().word()); // a default of this command's own
    settings.forEach((setting, word) -> words.add("--%s=%s".formatted(setting, word)));
    return ShellCommand.of(words);
  }

  /** The command that runs the paper's folder with what it needs. */
  private String runCommand(TableRun run) {
    RunConfig config = run.config();
    Map<String, String> places = new LinkedHashMap<>();
    places.put("papers-dir", run.directory().resolve("paper").toString());
    places.put("reports", config.reports().toString());
    places.put(SEARCH, config.search().word());
    if (weights != null) {
      places.put("data-root", config.folder().root().toString());
      places.put("lock", OwnWeights.lock(config.folder().root()).toString());
    }
    List<String> words = new ArrayList<>(List.of("e2vpt", "run", run.page().paper().id()));
    places.forEach((option, word) -> words.addAll(List.of("--" + option, word)));
    return ShellCommand.of(words);
  }
}
