package org.e2vpt.tables.paper;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.e2vpt.harness.text.Amounts;
import org.e2vpt.tables.verdict.CampaignNoise;
import org.e2vpt.tables.verdict.PrintedRepeat;
import org.e2vpt.tables.verdict.VerdictWord;

/**
 * What was decided about a run before anything was run, {@code registration.csv} in the folder
 * where the run is reported. Its last line has the hash of the others, so that an edit is noticed.
 *
 * @param facts what is registered, each kind and name once
 */
public record Registration(ImmutableList<Fact> facts) {

  /** The file's name. */
  public static final String FILE = "registration.csv";

  /** When it was written, an instant. */
  public static final String REGISTERED = "registered";

  /** Of the program. */
  public static final String COMMIT = "commit";

  /** Makes the same run on another machine. */
  public static final String COMMAND = "command";

  /** How many trials are planned. */
  public static final String TRIALS = "planned trials";

  /** How many of them, all of searches, had been run before. */
  public static final String BEFORE = "trials run before";

  /** In the place of a hash of a file that is not there. */
  public static final String UNKNOWN = "unknown";

  /** Compared with nothing. */
  private static final ImmutableSet<String> PASSING =
      ImmutableSet.of(REGISTERED, COMMAND, TRIALS, BEFORE);

  private static final ImmutableSet<String> SETTINGS =
      ImmutableSet.of(
          REGISTERED,
          COMMIT,
          COMMAND,
          TRIALS,
          BEFORE,
          "protocol",
          "budget",
          "lengths",
          "search",
          "precision",
          "numerics",
          "seeds");

  private static final List<String> COLUMNS = List.of("kind", "name", "value", "reason");

  private static final String EXPECTED =
      "setting, choice, cell, campaigns, family, margin, noise, weights, data, file or sha256";

  /** What a line is about. */
  public enum Kind {
    /** Of the run as a whole. */
    SETTING,
    /** One choice of the protocol. */
    CHOICE,
    /** A cell by table, row and column, with its tasks. */
    CELL,
    /** How often the whole procedure of a table's row is run on a task, if more than once. */
    CAMPAIGNS,
    /** How many cells of a table Holm's correction counts. */
    FAMILY,
    /** δ of a table's column, in points. */
    MARGIN,
    /** What is known of chance beforehand. */
    NOISE,
    /** Sha256 of a backbone, or unknown. */
    WEIGHTS,
    /** Sha256 of a task's images, or unknown. */
    DATA,
    /** Sha256 of a file. */
    FILE,
    /** Of the lines before. */
    SHA256;

    private String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A line.
   *
   * @param name of what, in its kind
   * @param reason why so, or where it comes from; may be empty
   */
  public record Fact(Kind kind, String name, String value, String reason) {

    /** Without a reason. */
    public static Fact of(Kind kind, String name, String value) {
      return new Fact(kind, name, value, "");
    }

    private static Fact parse(CsvLine line) {
      Kind kind = line.parse("kind", EXPECTED, word -> Kind.valueOf(word.toUpperCase(Locale.ROOT)));
      String name = line.text("name");
      if (kind == Kind.SETTING && !SETTINGS.contains(name)) {
        throw new IllegalArgumentException(
            "column 'name': expected one of %s, got '%s'"
                .formatted(String.join(", ", SETTINGS), name));
      }
      if (kind == Kind.SETTING && name.equals(REGISTERED)) {
        var unused = line.parse("value", "an instant such as 2026-11-28T12:00:00Z", Instant::parse);
      }
      return new Fact(kind, name, line.text("value"), line.text("reason"));
    }

    /** Whether it is about the same as another. */
    boolean about(Fact other) {
      return kind == other.kind && name.equals(other.name);
    }

    private List<String> fields() {
      return List.of(kind.word(), name, value, reason);
    }
  }

  /** Writes the file, with its hash. */
  public void write(Path file) throws IOException {
    String text = text();
    WholeFile.write(file, text + CsvFile.line(seal(text).fields().toArray(String[]::new)) + "\n");
  }

  private String text() throws IOException {
    StringBuilder text = new StringBuilder();
    CsvFile.print(text, FILE, COLUMNS, facts.stream().map(Fact::fields).toList());
    return text.toString();
  }

  private static Fact seal(String text) {
    return new Fact(
        Kind.SHA256,
        FILE,
        Hashing.sha256().hashString(text, StandardCharsets.UTF_8).toString(),
        "of the lines above");
  }

  /**
   * The registration of a run's folder; empty if it has none.
   *
   * @throws IllegalArgumentException naming file and line of what is wrong, also if it was edited
   */
  public static Optional<Registration> in(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    return Files.isRegularFile(file) ? Optional.of(read(file)) : Optional.empty();
  }

  private static Registration read(Path file) throws IOException {
    Set<List<Object>> seen = new HashSet<>();
    ImmutableList<Fact> lines =
        CsvFile.read(
            file,
            COLUMNS,
            line -> {
              Fact fact = Fact.parse(line);
              if (!seen.add(List.of(fact.kind, fact.name))) {
                throw new IllegalArgumentException(
                    "%s '%s' occurs twice".formatted(fact.kind.word(), fact.name));
              }
              return fact;
            });
    Registration registration =
        new Registration(
            lines.stream().filter(fact -> fact.kind != Kind.SHA256).collect(toImmutableList()));
    if (lines.isEmpty() || !lines.get(lines.size() - 1).equals(seal(registration.text()))) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s:%d: expected the sha256 of the lines above: the file was edited after it was"
                  + " registered; restore it, or delete it if nothing is to be called registered",
              file,
              lines.size() + 1));
    }
    if (registration.setting(REGISTERED).isEmpty()) {
      throw new IllegalArgumentException(
          "%s: expected a line setting,%s with an instant".formatted(file, REGISTERED));
    }
    return registration;
  }

  private Optional<String> setting(String name) {
    return facts.stream()
        .filter(fact -> fact.kind == Kind.SETTING && fact.name.equals(name))
        .map(Fact::value)
        .findFirst();
  }

  /** When it was written. */
  public Instant registered() {
    return Instant.parse(setting(REGISTERED).orElseThrow());
  }

  /**
   * What a report says of it: whether the run was made as it was registered, and what was not.
   *
   * @param now what would be registered of the run as it was made
   * @param cells of the run, with what was measured
   * @param firstRun when the first of its final runs ended, if there is one
   */
  public String comparedWith(Registration now, List<Cell> cells, Optional<Instant> firstRun) {
    List<String> changes = new ArrayList<>();
    facts.stream().flatMap(fact -> change(fact, now).stream()).forEach(changes::add);
    repeats(now).ifPresent(changes::add);
    run(cells).ifPresent(changes::add);
    return "Registered on %s, %s; %s."
        .formatted(
            day(registered()),
            before(firstRun),
            changes.isEmpty() ? "run as registered" : "changed: " + String.join("; ", changes));
  }

  private static String day(Instant instant) {
    return instant.atZone(ZoneOffset.UTC).toLocalDate().toString();
  }

  private String before(Optional<Instant> firstRun) {
    if (firstRun.filter(first -> first.isBefore(registered())).isPresent()) {
      return "after its first final run, of %s".formatted(day(firstRun.get()));
    }
    String trials = setting(BEFORE).orElse("0");
    return trials.equals("0")
        ? "before anything was run"
        : "before any final run, after %s of its searches"
            .formatted(Amounts.count(Long.parseLong(trials), "trial"));
  }

  private static Optional<String> change(Fact fact, Registration now) {
    Optional<String> value = now.facts.stream().filter(fact::about).map(Fact::value).findFirst();
    boolean same = value.filter(fact.value::equals).isPresent();
    String is = value.orElse("not there");
    return switch (fact.kind) {
      case SETTING ->
          same || PASSING.contains(fact.name) || (fact.name.equals(COMMIT) && is.isEmpty())
              ? Optional.empty()
              : Optional.of(
                  "%s %s, %s"
                      .formatted(
                          fact.name,
                          (fact.name.endsWith("s") ? "were " : "was ") + fact.value,
                          (fact.name.endsWith("s") ? "are " : "is ") + is));
      case CHOICE, NOISE ->
          same
              ? Optional.empty()
              : Optional.of("%s was %s, is %s".formatted(fact.name, fact.value, is));
      case MARGIN ->
          same || value.isEmpty()
              ? Optional.empty()
              : Optional.of("the margin of %s was %s, is %s".formatted(fact.name, fact.value, is));
      case WEIGHTS, DATA ->
          same || value.isEmpty() || fact.value.equals(UNKNOWN) || is.equals(UNKNOWN)
              ? Optional.empty()
              : Optional.of("the %s of %s are others".formatted(fact.kind.word(), fact.name));
      case FILE ->
          same
              ? Optional.empty()
              : Optional.of(fact.name + (value.isEmpty() ? " is not there" : " is another file"));
      case CELL, CAMPAIGNS, FAMILY, SHA256 -> Optional.empty();
    };
  }

  private Optional<String> repeats(Registration now) {
    Set<Fact> differing =
        Sets.symmetricDifference(
            ImmutableSet.copyOf(of(Kind.CAMPAIGNS)), ImmutableSet.copyOf(now.of(Kind.CAMPAIGNS)));
    long places = differing.stream().map(Fact::name).distinct().count();
    return places == 0
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                places == 1
                    ? "%d pair of row and task has another number of campaigns"
                    : "%d pairs of row and task have another number of campaigns",
                places));
  }

  /** Which registered cells were not run, and what that means for the correction. */
  private Optional<String> run(List<Cell> cells) {
    ImmutableList<Fact> registered = of(Kind.CELL);
    Set<Fact> run =
        cells.stream()
            .filter(cell -> cell.verdict() != VerdictWord.NOT_RUN)
            .map(cell -> cell(cell.asked()))
            .collect(toImmutableSet());
    long asRegistered = registered.stream().filter(run::contains).count();
    List<String> changes = new ArrayList<>();
    if (asRegistered < registered.size()) {
      changes.add(
          String.format(
              Locale.ROOT, "%d of %d registered cells were run", asRegistered, registered.size()));
    }
    long fewer =
        cells.stream()
            .filter(cell -> cell.verdict() != VerdictWord.NOT_RUN)
            .filter(cell -> cell.measured().n() < cell.asked().seeds())
            .count();
    if (fewer > 0) {
      changes.add(
          String.format(
              Locale.ROOT, "of %d of them, not all registered seeds have ended well", fewer));
    }
    if (run.size() > asRegistered) {
      changes.add("not registered, but run: " + Amounts.count(run.size() - asRegistered, "cell"));
    }
    for (Fact family : of(Kind.FAMILY)) {
      int counted =
          cells.stream()
              .filter(cell -> cell.asked().table().equals(family.name))
              .mapToInt(cell -> cell.judgement().family())
              .max()
              .orElse(0);
      if (!family.value.equals(Integer.toString(counted))) {
        changes.add(
            "Holm's correction counts %s of %s instead of %s"
                .formatted(Amounts.count(counted, "cell"), family.name, family.value));
      }
    }
    return changes.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", changes));
  }

  private ImmutableList<Fact> of(Kind kind) {
    return facts.stream().filter(fact -> fact.kind == kind).collect(toImmutableList());
  }

  /** The line of a cell. */
  public static Fact cell(AskedCell cell) {
    return Fact.of(
        Kind.CELL,
        "%s %s %s".formatted(cell.table(), cell.row(), cell.column()),
        String.join(" ", cell.tasks()));
  }

  /** Margins with their reasons, and what is known of the noise with its sources. */
  public static ImmutableList<Fact> chance(Noise noise, Collection<AskedCell> cells) {
    ImmutableSet.Builder<Fact> facts = ImmutableSet.builder();
    for (AskedCell cell : cells) {
      Noise.Margin margin = noise.margin(cell.table(), cell.column());
      facts.add(
          new Fact(
              Kind.MARGIN,
              "%s %s".formatted(margin.table(), margin.column()),
              Decimals.fixed(margin.points(), 2),
              margin.source()));
    }
    Iterator<String> sources = noise.sources().iterator();
    facts.add(
        new Fact(
            Kind.NOISE,
            "runs behind a printed number",
            Integer.toString(noise.runs()),
            sources.next()));
    CampaignNoise.Estimated campaigns = noise.campaigns();
    facts.add(
        new Fact(
            Kind.NOISE,
            "prior of tau",
            "%s points, %s degrees of freedom"
                .formatted(
                    Decimals.fixed(campaigns.tau0(), 2), Decimals.fixed(campaigns.freedom(), 1)),
            sources.next()));
    int number = 0;
    for (PrintedRepeat repeat : campaigns.repeats()) {
      number++;
      facts.add(
          new Fact(
              Kind.NOISE,
              String.format(Locale.ROOT, "printed repeat %d", number),
              String.format(
                  Locale.ROOT,
                  "%s, %d tasks: %s points between means of %d runs",
                  repeat.column(),
                  repeat.tasks(),
                  Decimals.fixed(repeat.difference(), 2),
                  repeat.runs()),
              sources.next()));
    }
    return facts.build().asList();
  }
}
