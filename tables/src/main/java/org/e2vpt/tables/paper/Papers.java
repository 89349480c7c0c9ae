package org.e2vpt.tables.paper;

import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.e2vpt.harness.names.Names;

/** The papers there are: those that are shipped, and those in a folder of the user's own. */
public final class Papers {

  private static final String FOLDER = "papers";

  private static final Supplier<Papers> SHIPPED = Suppliers.memoize(Papers::readShipped);

  private final ImmutableMap<String, Paper> papers;

  private Papers(Map<String, Paper> papers) {
    this.papers = ImmutableMap.copyOf(papers);
    this.papers.values().forEach(this::requireWhatIsCopied);
  }

  private void requireWhatIsCopied(Paper paper) {
    for (PaperRow row : paper.rows()) {
      if (!row.copied().isEmpty()
          && papers.values().stream().noneMatch(other -> other.has(row.copied()))) {
        throw new IllegalArgumentException(
            "%s/%s: row '%s', column 'copied': no paper has a row '%s'"
                .formatted(paper.id(), PaperRow.FILE, row.key(), row.copied()));
      }
    }
  }

  /** Those that are shipped with this program. */
  public static Papers shipped() {
    return SHIPPED.get();
  }

  private static Papers readShipped() {
    try {
      Path program =
          Path.of(Papers.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      if (Files.isDirectory(program)) {
        return new Papers(read(program.resolve(FOLDER), Map.of()));
      }
      try (FileSystem jar = FileSystems.newFileSystem(program)) {
        return new Papers(read(jar.getPath("/" + FOLDER), Map.of()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the papers of this program cannot be read", e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Those in a folder, first those with presets of their own, which the rest may have too. */
  private static Map<String, Paper> read(Path folder, Map<String, Paper> others)
      throws IOException {
    Map<String, Paper> papers = new TreeMap<>();
    Map<String, Paper> known = new HashMap<>(others);
    try (Stream<Path> folders = Files.list(folder)) {
      for (Path path :
          folders
              .filter(path -> Files.exists(path.resolve(PaperInfo.FILE)))
              .sorted(Comparator.comparing(path -> !Files.exists(path.resolve(Presets.FILE))))
              .toList()) {
        Paper paper = Paper.load(path, known);
        papers.put(paper.id(), paper);
        known.putIfAbsent(paper.id(), paper);
      }
    }
    return papers;
  }

  /**
   * These and those of a folder that holds a folder for each.
   *
   * @throws IllegalArgumentException if there is none, it has the id of one of these, or a line of
   *     it is wrong
   */
  public Papers with(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new IllegalArgumentException(
          "there is no folder %s: papers.dir names a folder that contains a folder for each paper"
              .formatted(folder));
    }
    Map<String, Paper> all = new LinkedHashMap<>(papers);
    Map<String, Paper> own = read(folder, papers);
    if (own.isEmpty()) {
      throw new IllegalArgumentException(
          "%s holds no paper: a paper is a folder in it, with the file %s"
              .formatted(folder, PaperInfo.FILE));
    }
    own.forEach(
        (id, paper) -> {
          if (all.putIfAbsent(id, paper) != null) {
            throw new IllegalArgumentException(
                "%s: there is already a paper '%s'; give its folder another name"
                    .formatted(folder.resolve(id), id));
          }
        });
    return new Papers(all);
  }

  /** All of them, by id. */
  public ImmutableList<Paper> all() {
    return papers.values().asList();
  }

  /**
   * A paper.
   *
   * @throws IllegalArgumentException naming those there are
   */
  public Paper get(String id) {
    return find(id)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no paper '%s'; there are %s%s"
                        .formatted(
                            id,
                            String.join(", ", papers.keySet()),
                            Names.didYouMean(id, papers.keySet()))));
  }

  /** A paper, if there is one of that id. */
  public Optional<Paper> find(String id) {
    return Optional.ofNullable(papers.get(id));
  }

  /**
   * The paper of a table by what a run's files call it.
   *
   * @param table such as {@code vpt/table1}
   * @throws IllegalArgumentException if there is none, saying how to add one
   */
  public Paper of(String table) {
    TableId id = TableId.parse(table);
    return find(id.paper())
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "table %s is of the paper '%s', which is not among %s: if it is one of your own,"
                            .formatted(table, id.paper(), String.join(", ", papers.keySet()))
                        + " name the folder that contains its folder with --papers-dir or -Dpapers.dir"));
  }

  /**
   * What a user names: {@code vpt/table1}, a table alone of a paper whose tables have bare names,
   * or a paper, which stands for all of its tables. Case does not matter.
   *
   * @throws IllegalArgumentException naming what there is
   */
  public ImmutableList<TableId> named(String name) {
    Map<String, ImmutableList<TableId>> names = names();
    return Names.find(name, names.keySet())
        .map(names::get)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no table '%s'; there are %s%s"
                        .formatted(
                            name,
                            String.join(", ", listed()),
                            Names.didYouMean(name, names.keySet()))));
  }

  private Map<String, ImmutableList<TableId>> names() {
    Map<String, ImmutableList<TableId>> names = new LinkedHashMap<>();
    for (Paper paper : papers.values()) {
      List<TableId> all = new ArrayList<>();
      for (PrintedTable table : paper.tables().values()) {
        all.add(table.id());
        names.put(table.id().toString(), ImmutableList.of(table.id()));
        if (paper.info().bare()) {
          names.putIfAbsent(table.id().table(), ImmutableList.of(table.id()));
        }
      }
      names.put(paper.id(), ImmutableList.copyOf(all));
    }
    return names;
  }

  /**
   * What {@link #named} understands, for a list of choices: each table once, by its shortest name.
   */
  public ImmutableList<String> listed() {
    Set<String> listed = new LinkedHashSet<>();
    for (Paper paper : papers.values()) {
      if (paper.info().onePage()) {
        listed.add(paper.id());
      } else {
        paper.tables().values().forEach(table -> listed.add(shortName(table.id())));
      }
    }
    return ImmutableList.copyOf(listed);
  }

  /** The shortest name that {@link #named} takes for this table alone, such as {@code table1}. */
  public String shortName(TableId table) {
    return ImmutableList.of(table).equals(names().get(table.table()))
        ? table.table()
        : table.toString();
  }

  /** The margins of all papers. */
  public ImmutableList<Noise.Margin> margins() {
    return papers.values().stream()
        .flatMap(paper -> paper.noise().margins().stream())
        .collect(ImmutableList.toImmutableList());
  }

  /**
   * The presets of all papers, for a trial of which nobody says which paper it is of. A name that a
   * second paper has for another protocol is {@code paper/name}.
   */
  public Presets presets() {
    Map<String, Protocol> all = new LinkedHashMap<>();
    for (Paper paper : papers.values()) {
      paper
          .presets()
          .protocols()
          .forEach(
              (name, protocol) -> {
                if (!all.containsValue(protocol)) {
                  all.put(all.containsKey(name) ? paper.id() + "/" + name : name, protocol);
                }
              });
    }
    return new Presets(ImmutableMap.copyOf(all));
  }

  /** Their ids, for messages. */
  public ImmutableSet<String> ids() {
    return papers.keySet();
  }
}
