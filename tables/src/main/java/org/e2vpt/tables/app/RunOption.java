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
  ROWS("rows", "NAMES", "Rows to run, by their ids, separated by commas."),
  GROUPS("groups", "NAMES", "Groups of tasks to run, such as Natural,Structured."),
  TASKS("tasks", "NAMES", "Tasks to run, such as cifar,dtd; or all."),
  SEEDS("seeds", "NUMBERS", "Seeds of the final runs, separated by commas; default: the paper's."),
  REPEATS(
      "repeats",
      "NUMBER",
      "Campaigns (a search and its final runs, with other seeds) of each row and task;"
          + " default: those that the paper's folder names."),
  BUDGET(
      "budget",
      "WORD",
      "How much to search: paper (everything; default), tuned (nothing: one setting for"
          + " each task), or quick (a rehearsal)."),
  LENGTHS(
      "lengths",
      "WORD",
      "Where prompt lengths that the paper does not print come from: known (default),"
          + " released, inferred, or paper-grid, which searches all of them."),
  SEARCH(
      "search", "WORD", "How to search: grid (default), or race, which stops poor settings early."),
  PROTOCOL(
      "protocol",
      "NAME",
      "Preset of the choices where a paper and its code differ, such as paper or released."),
  PRECISION("precision", "WORD", "Precision of the encoder: fp32 (default), tf32, or bf16."),
  SHORTCUTS(
      "shortcuts",
      "WORD",
      "Exact shortcuts, which save work and do not change results: on (default) or off."),
  GPU(
      "gpu",
      "WORD",
      "Without a GPU, auto (default) skips the cells that need one, and require fails. off"
          + " computes on the processor.",
      false),
  DATA(
      "data",
      "WORD",
      "If files are missing, auto (default) skips the cells that need them, and require"
          + " fails.",
      false),
  RUN(
      "run",
      "WORD",
      "What to run: missing (default), or never, which only reports on --journal.",
      false),
  JOURNAL(
      "journal", "PATH", "Run nothing, and report on the journal in this file or folder.", false),
  WORKERS("workers", "NUMBER", "Number of trials to run at the same time on the processor.", false),
  TIME("time", "TIME", "Pause after this time, such as 8h; the same command continues.", false),
  HOURS("hours", "NUMBER", "Hours that the run may take; the most informative cells come first."),
  PROGRESS(
      "progress",
      "WORD",
      "How to show progress: auto (default), tty (live lines), lines, or off.",
      false),
  REPORTS("reports", "FOLDER", "Folder of all run folders; default: reports.", false),
  KEEP_FULL(
      "keep.full",
      "WORD",
      "Whether to keep tuned weights of methods that train most of the backbone, too: true,"
          + " or false (default).",
      false),
  REPORT(
      "report",
      "FOLDER",
      "Another folder for the pages, such as one that a build publishes.",
      false),
  LOCK("lock", "FILE", "File to use instead of datasets.lock."),
  DATA_ROOT("data.root", "FOLDER", "Folder of the data; default: ~/.e2vpt/data."),
  PAPERS_DIR("papers.dir", "FOLDER", "Folder with a folder for each of your own papers.");

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
