package org.e2vpt.tables.report;

import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import org.e2vpt.harness.text.PlainNumbers;
import org.e2vpt.tables.paper.AskedCell;
import org.e2vpt.tables.paper.Cause;
import org.e2vpt.tables.paper.TableId;

/** What the record of a cell can show. */
enum Condition {
  /** The provenance has a line {@code key=value} that the argument matches, a pattern. */
  FACT {
    @Override
    boolean holds(String argument, Evidence evidence) {
      return evidence.facts().entrySet().stream()
          .anyMatch(fact -> matches(argument, fact.getKey() + "=" + fact.getValue()));
    }
  },
  /** The provenance's entry that the argument names is not that of the reference. */
  DIFFERS {
    @Override
    boolean holds(String argument, Evidence evidence) {
      String recorded = evidence.facts().get("recorded " + argument);
      return recorded != null && !recorded.equals(evidence.facts().get(argument));
    }
  },
  /** The row's id matches the argument, a pattern. */
  ROW {
    @Override
    boolean holds(String argument, Evidence evidence) {
      return matches(argument, evidence.cell().asked().row());
    }
  },
  /** One of the cell's tasks matches the argument, a pattern. */
  TASK {
    @Override
    boolean holds(String argument, Evidence evidence) {
      return evidence.cell().asked().tasks().stream().anyMatch(task -> matches(argument, task));
    }
  },
  /** The cell's {@code table row column} matches the argument, a pattern. */
  CELL {
    @Override
    boolean holds(String argument, Evidence evidence) {
      AskedCell asked = evidence.cell().asked();
      return matches(
          argument,
          "%s %s %s".formatted(TableId.parse(asked.table()).table(), asked.row(), asked.column()));
    }
  },
  /** Fewer seeds finished than the argument, a number. */
  RUNS_BELOW {
    @Override
    void requireArgument(String argument) {
      var unused = PlainNumbers.integer(argument);
    }

    @Override
    boolean holds(String argument, Evidence evidence) {
      return evidence.cell().measured().n() < PlainNumbers.integer(argument);
    }
  },
  /** The standard deviation over seeds is larger than the margin. Without argument. */
  SPREAD_ABOVE_MARGIN {
    @Override
    void requireArgument(String argument) {
      if (!argument.isEmpty()) {
        throw new IllegalArgumentException("expected nothing, got '%s'".formatted(argument));
      }
    }

    @Override
    boolean holds(String argument, Evidence evidence) {
      return evidence.cell().measured().sd() > evidence.cell().judgement().margin();
    }
  };

  /** Whether it does; the argument is one that {@link #requireArgument} takes. */
  abstract boolean holds(String argument, Evidence evidence);

  /** Refuses what is no argument of this condition. By default a pattern is expected. */
  void requireArgument(String argument) {
    if (argument.isEmpty()) {
      throw new IllegalArgumentException("expected a pattern, got nothing");
    }
    try {
      Pattern.compile(argument);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException("expected a pattern, got '%s'".formatted(argument), e);
    }
  }

  private static boolean matches(String pattern, String text) {
    return Pattern.matches(pattern, text);
  }

  /**
   * Refuses a cause whose condition or argument is wrong.
   *
   * @throws IllegalArgumentException naming the cause
   */
  static void require(Cause cause) {
    try {
      of(cause).requireArgument(cause.argument());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "causes.csv, cause '%s' with condition '%s': %s"
              .formatted(cause.id(), cause.condition(), e.getMessage()),
          e);
    }
  }

  /** Whether a cell's record shows a cause. */
  static boolean fits(Cause cause, Evidence evidence) {
    return of(cause).holds(cause.argument(), evidence);
  }

  private static Condition of(Cause cause) {
    return Arrays.stream(values())
        .filter(condition -> condition.word().equals(cause.condition()))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    Arrays.stream(values())
                        .map(Condition::word)
                        .collect(Collectors.joining(", ", "there are the conditions ", ""))));
  }

  /** As {@code causes.csv} writes it. */
  private String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
