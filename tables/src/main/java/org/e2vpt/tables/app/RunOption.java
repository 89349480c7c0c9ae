package org.e2vpt.tables.app;

import com.google.common.collect.ImmutableList;
import java.util.Properties;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.e2vpt.harness.names.Names;
import org.e2vpt.tables.paper.Protocol;

/**
 * The settings of a run. Each is a system property, which Maven passes on, and an option of the
 * command line with the same name: {@code -Drows=linear} is {@code --rows linear}.
 *
 * <p>Beside them there are {@code protocol.<choice>}, one for each choice of a {@link Protocol}.
 */
public enum RunOption {
  ROWS("rows", "NAMES", "Rows of the tables, separated by commas."),
  GROUPS("groups", "NAMES", "Groups of their tasks, separated by commas."),
  TASKS("tasks", "NAMES", "Tasks, separated by commas, or all."),
  SEEDS("seeds", "NUMBERS", "Seeds of the final runs, separated by commas."),
  REPEATS("repeats", "NUMBER", "Campaigns of each row and task; default: repeats.csv."),
  BUDGET("budget", "WORD", "paper (the whole search), tuned, or quick."),
  LENGTHS("lengths", "WORD", "known (default), released, inferred, or paper-grid."),
  SEARCH("search", "WORD", "grid (default), or race: stop poor settings early."),
  PROTOCOL("protocol", "NAME", "A preset of the paper's: see its presets.csv."),
  PRECISION("precision", "WORD", "fp32 (default), tf32, or bf16: of the encoder."),
  SHORTCUTS("shortcuts", "WORD", "on (default), or off: exact shortcuts."),
  GPU("gpu", "WORD", "auto (default), require, or off (the processor).", false),
  DATA("data", "WORD", "If files are missing: auto skips cells, require fails.", false),
  RUN("run", "WORD", "missing (default), or never, with a journal.", false),
  JOURNAL("journal", "PATH", "Runs nothing, and compares this journal.", false),
  WORKERS("workers", "NUMBER", "Trials at a time.", false),
  TIME("time", "TIME", "Pause after it, as in 8h; the same command continues.", false),
  HOURS("hours", "NUMBER", "Run in so many hours what answers most."),
  PROGRESS("progress", "WORD", "auto (default), tty (live lines), lines, or off.", false),
  REPORTS("reports", "FOLDER", "Folder of all runs; default: reports.", false),
  KEEP_FULL("keep.full", "WORD", "Keep tuned weights of Full, too: true, or false.", false),
  REPORT("report", "FOLDER", "Another folder that gets the pages.", false),
  LOCK("lock", "FILE", "Another lock than datasets.lock."),
  DATA_ROOT("data.root", "FOLDER", "Folder of the data; default: ~/.e2vpt/data."),
  PAPERS_DIR("papers.dir", "FOLDER", "Folder with a folder for each paper of your own.");

  /** The tables that are run: a parameter of the command line, a property for Maven. */
  public static final String TABLES = "tables";

  /** The cluster that trials run on, by the name that Spark knows: docs/cluster.md. */
  public static final String CLUSTER = "spark.master";

  /** A property of every Java process, which is close to {@code search}. */
  private static final String OS_ARCH = "os.arch";

  private final String word;
  private final String value;
  private final String description;
  private final boolean changesPlan;

  RunOption(String word, String value, String description) {
    this(word, value, description, true);
  }

  RunOption(String word, String value, String description, boolean changesPlan) {
    this.word = word;
    this.value = value;
    this.description = description;
    this.changesPlan = changesPlan;
  }

  /** The name of the system property, and of the option behind two dashes. */
  public String word() {
    return word;
  }

  /** What stands for the value in a usage. */
  public String value() {
    return value;
  }

  /** What it is, as a sentence. */
  public String description() {
    return description;
  }

  /** Whether other trials are run with it, so that a plan costs something else. */
  public boolean changesPlan() {
    return changesPlan;
  }

  /** Names of the single choices of a protocol, such as {@code protocol.segments}. */
  public static ImmutableList<String> choices() {
    return Protocol.names().stream()
        .map(Protocol.PREFIX::concat)
        .collect(ImmutableList.toImmutableList());
  }

  private static ImmutableList<String> names() {
    return Stream.concat(Stream.of(values()).map(RunOption::word), choices().stream())
        .collect(ImmutableList.toImmutableList());
  }

  /**
   * Refuses system properties that are probably misspelt settings. All others are somebody else's.
   *
   * @throws IllegalArgumentException naming the property, and what was probably meant
   */
  public static void requireKnown(Properties system) {
    ImmutableList<String> names = names();
    for (String name : new TreeSet<>(system.stringPropertyNames())) {
      if (names.contains(name) || name.equals(TABLES) || name.equals(OS_ARCH)) {
        continue;
      }
      if (name.startsWith(Protocol.PREFIX) || Names.nearest(name, names).isPresent()) {
        throw new IllegalArgumentException(
            "there is no setting -D%s%s".formatted(name, Names.didYouMean(name, names)));
      }
    }
  }
}
