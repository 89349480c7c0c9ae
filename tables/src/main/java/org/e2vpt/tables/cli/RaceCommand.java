package org.e2vpt.tables.cli;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Sets;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.DoubleStream;
import org.e2vpt.harness.text.Amounts;
import org.e2vpt.harness.trial.Journal;
import org.e2vpt.harness.trial.Trial;
import org.e2vpt.harness.trial.TrialResult;
import org.e2vpt.tables.paper.CsvFile;
import org.e2vpt.tables.paper.Decimals;
import org.e2vpt.tables.plan.Race;
import org.e2vpt.tables.plan.RaceReplay;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says what racing would have chosen where a full grid was searched. */
@Command(
    name = "race",
    mixinStandardHelpOptions = true,
    versionProvider = E2vpt.Version.class,
    description = {
      "Replay full searches of a run as races.",
      "Reads the journal of a run and the learning curves beside it. Prints a CSV line for"
          + " each search of a full grid: what it chose, what a race would have chosen, how many"
          + " epochs the race takes, and how much less accurate its choice is on the test set if"
          + " both have final runs. A summary of each rule goes to standard error. docs/racing.md"
          + " explains the rules."
    },
    exitCodeList = {"0:the races were replayed"})
final class RaceCommand implements Callable<Integer> {

  @Parameters(
      index = "0",
      paramLabel = "DIR",
      description = "Folder with trials.csv and the learning curves.")
  private Path folder = Path.of("");

  @Option(
      names = "--rungs",
      paramLabel = "RUNGS",
      description =
          "Rule of the race, such as 10:25,30:10,60:5: after 10 %% of the epochs, 25 %% of the"
              + " settings continue, and so on. Can be repeated; default: the rule that runs use.")
  private List<String> rules = new ArrayList<>();

  @Option(
      names = "--finals",
      paramLabel = "SEEDS",
      split = ",",
      description =
          "Print final trials with these seeds instead: those that are needed to compare the"
              + " choices and are not in the journal, one on each line as 'worker' takes it.")
  private List<Integer> seeds = new ArrayList<>();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    RaceReplay replay = RaceReplay.of(folder, Journal.read(folder.resolve(Journal.FILE)).results());
    if (replay.searches().isEmpty()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s has no search of more than %d settings that was run to the end",
              folder.resolve(Journal.FILE),
              Race.SMALL));
    }
    ImmutableList<Race> races =
        rules.isEmpty()
            ? ImmutableList.of(Race.STANDARD)
            : rules.stream().map(Race::parse).collect(ImmutableList.toImmutableList());
    PrintWriter out = spec.commandLine().getOut();
    if (!seeds.isEmpty()) {
      replay.finals(races, seeds).stream().map(Trial::canonical).forEach(out::println);
      return E2vpt.OK;
    }
    if (replay.incomplete() > 0) {
      spec.commandLine()
          .getErr()
          .println(
              Amounts.count(replay.incomplete(), "search")
                  + " left out: another search of the same method has more settings");
    }
    out.println(
        "rungs,backbone,method,task,seed,settings,epochs,raced_epochs,grid_choice,grid_accuracy,"
            + "race_choice,race_accuracy,regret");
    for (Race race : races) {
      List<RaceReplay.Outcome> outcomes = replay.under(race);
      outcomes.forEach(outcome -> out.println(line(race, outcome)));
      spec.commandLine().getErr().println(summary(race, outcomes));
    }
    return E2vpt.OK;
  }

  private static String line(Race race, RaceReplay.Outcome outcome) {
    Trial search = outcome.search();
    return CsvFile.line(
        race.toString(),
        search.backbone(),
        search.method(),
        search.task(),
        Integer.toString(search.seed()),
        Integer.toString(outcome.settings()),
        Long.toString(outcome.epochs()),
        Long.toString(outcome.raced()),
        choice(outcome.grid()),
        Decimals.percent(outcome.grid().measured().accuracy()),
        choice(outcome.choice()),
        Decimals.percent(outcome.choice().measured().accuracy()),
        outcome.regret().isPresent() ? Decimals.fixed(outcome.regret().getAsDouble(), 2) : "");
  }

  private static String choice(TrialResult chosen) {
    Trial trial = chosen.trial();
    return trial.settings(
        Sets.filter(trial.options().keySet(), option -> !option.startsWith("prune-")));
  }

  private static String summary(Race race, List<RaceReplay.Outcome> outcomes) {
    long grid = outcomes.stream().mapToLong(RaceReplay.Outcome::epochs).sum();
    long raced = outcomes.stream().mapToLong(RaceReplay.Outcome::raced).sum();
    double[] regrets =
        outcomes.stream().flatMapToDouble(outcome -> outcome.regret().stream()).toArray();
    String saved =
        String.format(
            Locale.ROOT,
            "%s: %s, %d of %s (1/%.1f)",
            race,
            Amounts.count(outcomes.size(), "full grid"),
            raced,
            Amounts.count(grid, "epoch"),
            (double) grid / raced);
    return regrets.length == 0
        ? saved + "; no final runs tell the regret"
        : String.format(
            Locale.ROOT,
            "%s; regret is known for %d: mean %.2f, largest %.2f, root mean square %.2f points",
            saved,
            regrets.length,
            DoubleStream.of(regrets).average().orElseThrow(),
            DoubleStream.of(regrets).max().orElseThrow(),
            Math.sqrt(DoubleStream.of(regrets).map(x -> x * x).average().orElseThrow()));
  }
}
