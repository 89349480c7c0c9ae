package org.e2vpt.tables.suite;

import com.google.common.collect.ImmutableList;
import java.util.Properties;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.e2vpt.harness.names.Names;
import org.e2vpt.harness.protocol.Protocol;

/**
 * The settings of a run. Each is a system property, which Maven passes on, and an option of the
 * command line with the same name: {@code -Drows=linear} is {@code --rows linear}.
 *
 * <p>Beside them there are {@code protocol.<choice>}, one for each choice of {@link Protocol}.
 */
public enum RunOption {
  ROWS("rows", "NAMES", "Rows of the table, separated by commas."),
  GROUPS("groups", "NAMES", "Groups of its tasks, separated by commas.", Of.PAPER),
  TASKS("tasks", "NAMES", "Tasks, separated by commas; of mini also: all."),
  SEEDS("seeds", "NUMBERS", "Seeds of the final runs, separated by commas."),
  BUDGET("budget", "WORD", "paper (the whole search), tuned, or quick.", Of.PAPER),
  LENGTHS("lengths", "WORD", "released, inferred, or paper-grid.", Of.PAPER),
  PROTOCOL("protocol", "WORD", "paper, or released; default: paper."),
  PRECISION("precision", "WORD", "fp32 (default), tf32, or bf16: of the encoder.", Of.HOW),
  SHORTCUTS("shortcuts", "WORD", "on (default), or off: exact shortcuts.", Of.HOW),
  GPU("gpu", "WORD", "auto (default), require, or off (the processor).", Of.PAPER_HOW),
  DATA("data", "WORD", "If files are missing: auto skips cells, require fails.", Of.PAPER_HOW),
  RUN("run", "WORD", "missing (default), or never, with a journal.", Of.PAPER_HOW),
  JOURNAL("journal", "PATH", "Runs nothing, and compares this journal.", Of.PAPER_HOW),
  WORKERS("workers", "NUMBER", "Trials at a time.", Of.HOW),
  TIME("time", "TIME", "Start no trial that would not end in it, as in 8h.", Of.HOW),
  PROGRESS("progress", "WORD", "auto (default), tty (live lines), lines, or off.", Of.HOW),
  REPORTS("reports", "FOLDER", "Folder of all runs; default: reports.", Of.HOW),
  REPORT("report", "FOLDER", "Another folder that gets the pages.", Of.HOW),
  LOCK("lock", "FILE", "Another lock than datasets.lock."),
  DATA_ROOT("data.root", "FOLDER", "Folder of the data; default: ~/.e2vpt/data.");

  /** Begins the name of a single choice. */
  public static final String CHOICE = "protocol.";

  /** Asked for by Maven's profiles, not by users. */
  private static final String TABLES = "tables";

  private enum Of {
    ALL,
    PAPER,
    /** How a run is done, not what it is of. */
    HOW,
    PAPER_HOW
  }

  private final String word;
  private final String value;
  private final String description;
  private final Of of;

  RunOption(String word, String value, String description) {
    this(word, value, description, Of.ALL);
  }

  RunOption(String word, String value, String description, Of of) {
    this.word = word;
    this.value = value;
    this.description = description;
    this.of = of;
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
    return isOfPaperOnly() ? "Of a table of the paper: " + description : description;
  }

  /** Whether the mini table has no such setting. */
  boolean isOfPaperOnly() {
    return of == Of.PAPER || of == Of.PAPER_HOW;
  }

  /** Whether other trials are run with it, so that a plan costs something else. */
  public boolean changesPlan() {
    return of == Of.ALL || of == Of.PAPER;
  }

  /** Names of the single choices of a protocol, such as {@code protocol.segments}. */
  public static ImmutableList<String> choices() {
    return Protocol.PAPER.choices().keySet().stream()
        .map(CHOICE::concat)
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
      if (names.contains(name) || name.equals(TABLES)) {
        continue;
      }
      if (name.startsWith(CHOICE) || Names.nearest(name, names).isPresent()) {
        throw new IllegalArgumentException(
            "there is no setting -D%s%s".formatted(name, Names.didYouMean(name, names)));
      }
    }
  }
}
