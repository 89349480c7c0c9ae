package org.e2vpt.tables.app;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.io.Resources;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.e2vpt.harness.backbone.Architecture;
import org.e2vpt.harness.backbone.Pretrained;
import org.e2vpt.harness.backbone.SwinConfig;
import org.e2vpt.harness.data.own.FolderIds;
import org.e2vpt.harness.data.own.ImageFolder.Orientation;
import org.e2vpt.harness.file.Folders;
import org.e2vpt.harness.names.Names;
import org.e2vpt.tables.paper.CsvFile;
import org.e2vpt.tables.paper.CsvLine;
import org.e2vpt.tables.paper.Noise;
import org.e2vpt.tables.paper.PaperRecipe;
import org.e2vpt.tables.paper.PaperRow;
import org.e2vpt.tables.paper.Papers;
import org.e2vpt.tables.paper.PrintedTable;

/**
 * A paper's folder for images of the user's own: methods are compared with each other, since
 * nothing is printed. It is like any other, and {@code e2vpt run} runs it again.
 *
 * @param name of the paper, and of the run's folder among the reports
 * @param images folder of the images
 * @param orientation whether EXIF orientations are applied
 * @param backbone that is tuned
 * @param methods that are compared, one at least
 */
public record OwnImagesPaper(
    String name,
    Path images,
    Orientation orientation,
    String backbone,
    ImmutableList<Method> methods) {

  private static final String ALL = "all";

  private static final String TABLE = "methods";

  private static final String COLUMN = "Own";

  /** Of a run's folder: that of the papers, which {@code --papers-dir} names. */
  private static final String FOLDER = "paper";

  private static final ImmutableList<String> TASK_COLUMNS =
      ImmutableList.of("task", "visual", "kv", "place");

  private static final String TASKS = "tasks.csv";

  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]*");

  private static final ImmutableList<String> METHOD_COLUMNS =
      ImmutableList.of(
          "on", "method", "by_default", "title", "options", "prunes", "recipe", "source");

  /**
   * How a method is tuned on a kind of backbone: a line of {@code tune-methods.csv}.
   *
   * @param on {@code mini}, {@code vit} or {@code swin}
   */
  public record Method(
      String on,
      String method,
      boolean byDefault,
      String title,
      String options,
      String prunes,
      String recipe,
      String source) {

    private static Method parse(CsvLine line) {
      return new Method(
          line.text("on"),
          line.text("method"),
          line.yes("by_default"),
          line.text("title"),
          line.text("options"),
          line.text("prunes"),
          line.text("recipe"),
          line.text("source"));
    }
  }

  public OwnImagesPaper {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "--name must be made of the letters a to z, digits and -, got '%s'".formatted(name));
    }
    if (Papers.shipped().find(name).isPresent() || name.equals("trials")) {
      throw new IllegalArgumentException(
          "'%s' is the name of another run: choose another name with --name, as in --name my-%s"
              .formatted(name, name));
    }
  }

  /** A name made of that of the folder: {@code mes-photos} of {@code Mes photos}. */
  public static String nameOf(Path images) {
    Path last = images.toAbsolutePath().normalize().getFileName();
    String words =
        (last == null ? "" : last.toString())
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9]+", "-")
            .replaceAll("^-|-$", "");
    return words.isEmpty() ? "images" : words;
  }

  /**
   * Those of these ids that a backbone can be tuned by.
   *
   * @param asked ids, or {@code all}; none for those that are run by default
   * @throws IllegalArgumentException naming the unknown one, and those there are
   */
  public static ImmutableList<Method> methods(List<String> asked, String backbone) {
    String kind =
        Pretrained.isShipped(backbone)
            ? "small"
            : Pretrained.model(backbone) instanceof SwinConfig ? "swin" : "vit";
    Map<String, Method> known = new LinkedHashMap<>();
    read("tune-methods.csv", METHOD_COLUMNS, Method::parse).stream()
        .filter(method -> method.on().equals(kind))
        .forEach(method -> known.put(method.method(), method));
    if (asked.equals(List.of(ALL))) {
      return ImmutableList.copyOf(known.values());
    }
    if (asked.isEmpty()) {
      return known.values().stream().filter(Method::byDefault).collect(toImmutableList());
    }
    List<String> wrong = asked.stream().filter(id -> !known.containsKey(id)).toList();
    if (!wrong.isEmpty()) {
      throw new IllegalArgumentException(
          "--method: %s is not tuned by '%s'; there are %s, or %s%s"
              .formatted(
                  backbone,
                  wrong.get(0),
                  String.join(", ", known.keySet()),
                  ALL,
                  Names.didYouMean(wrong.get(0), known.keySet())));
    }
    return known.values().stream()
        .filter(method -> asked.contains(method.method()))
        .collect(toImmutableList());
  }

  private static <T> ImmutableList<T> read(
      String resource, List<String> columns, Function<CsvLine, T> parser) {
    try {
      return CsvFile.read(
          new StringReader(
              Resources.toString(
                  Resources.getResource(OwnImagesPaper.class, resource), StandardCharsets.UTF_8)),
          resource,
          columns,
          parser);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the resource " + resource, e);
    }
  }

  private static ImmutableList<List<String>> lines(String resource, List<String> columns) {
    return read(resource, columns, line -> columns.stream().map(line::text).toList());
  }

  /** What must be known of a backbone that comes with this program, in a sentence or two. */
  public static Optional<String> about(String backbone) {
    Architecture architecture = Pretrained.model(backbone).architecture();
    return lines("tune-backbones.csv", List.of("backbone", "about")).stream()
        .filter(line -> line.get(0).equals(backbone))
        .map(
            line ->
                String.format(
                    Locale.ROOT,
                    "%s is a ViT with %.2f million parameters for images of %d×%d pixels, %s",
                    backbone,
                    architecture.size() / 1e6,
                    architecture.image(),
                    architecture.image(),
                    line.get(1)))
        .findFirst();
  }

  /** The folder of the papers of a run: this one. */
  public Path papers(Path reports) {
    return directory(reports).resolve(FOLDER);
  }

  /** The folder of the papers that a run brought with it, if it is of a user's own images. */
  public static Optional<Path> papersOf(Path run) {
    return Optional.of(run.resolve(FOLDER)).filter(Files::isDirectory);
  }

  /**
   * Copies the folder of the papers of a run, without the places of the images: there, a folder is
   * known by its content alone, which is enough to report the run.
   */
  static void publish(Path papers, Path copy) throws IOException {
    Path to = Folders.create(copy.resolve(FOLDER));
    List<Path> files;
    try (Stream<Path> all = Files.walk(papers)) {
      files = all.filter(Files::isRegularFile).toList();
    }
    for (Path file : files) {
      Path target = to.resolve(papers.relativize(file).toString());
      Folders.create(Objects.requireNonNull(target.getParent()));
      Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
      if (file.endsWith(TASKS)) {
        CsvFile.write(
            target,
            TASK_COLUMNS,
            CsvFile.read(
                file,
                TASK_COLUMNS,
                line -> List.of(line.text("place"), line.text("visual"), line.text("kv"), "")));
      }
    }
  }

  /** The run's folder. */
  public Path directory(Path reports) {
    return reports.resolve(name);
  }

  /** The id of the images by their path. */
  public String task() {
    return FolderIds.byPath(images.toAbsolutePath().normalize(), orientation);
  }

  /**
   * Writes the folder.
   *
   * @return the id of the images by their content when it was last written, if it is another
   * @throws IllegalArgumentException if the run's folder is of other images or of no such run
   */
  public Optional<String> write(Path reports) throws IOException {
    String content = FolderIds.byContent(task());
    Optional<String> before = before(reports);
    Path folder = papers(reports).resolve(name);
    Folders.create(folder.resolve("tables"));
    CsvFile.write(
        folder.resolve("tables.csv"),
        List.of("table", "title", "about"),
        List.of(List.of(TABLE, name, "Methods of tuning %s on %s".formatted(backbone, content))));
    CsvFile.write(
        folder.resolve("tables/%s.csv".formatted(TABLE)),
        PrintedTable.COLUMNS,
        methods.stream()
            .map(method -> padded(PrintedTable.COLUMNS.size(), method.method(), COLUMN))
            .toList());
    CsvFile.write(
        folder.resolve("rows.csv"),
        PaperRow.COLUMNS,
        methods.stream()
            .map(
                method ->
                    List.of(
                        TABLE,
                        method.method(),
                        method.title(),
                        "",
                        "",
                        "",
                        "",
                        backbone,
                        method.method(),
                        method.options(),
                        method.prunes(),
                        method.recipe(),
                        "",
                        "",
                        method.source()))
            .toList());
    List<String> recipes = methods.stream().map(Method::recipe).distinct().toList();
    CsvFile.write(
        folder.resolve("recipes.csv"),
        PaperRecipe.COLUMNS,
        lines("tune-recipes.csv", PaperRecipe.COLUMNS).stream()
            .filter(line -> recipes.contains(line.get(0)))
            .toList());
    CsvFile.write(
        folder.resolve("noise.csv"), Noise.COLUMNS, lines("tune-noise.csv", Noise.COLUMNS));
    CsvFile.write(
        folder.resolve("questions.csv"), List.of("row", "other", "question"), questions());
    CsvFile.write(
        folder.resolve("paper.csv"),
        List.of("key", "value"),
        Stream.concat(
                Stream.of(
                    List.of("name", name),
                    List.of(
                        "title", "Methods of tuning %s on a user's own images".formatted(backbone)),
                    List.of("device", Pretrained.isShipped(backbone) ? "processor" : "gpu"),
                    List.of("deadline", Pretrained.isShipped(backbone) ? "PT2H" : "P30D")),
                lines("tune-paper.csv", List.of("key", "value")).stream())
            .toList());
    CsvFile.write(folder.resolve(TASKS), TASK_COLUMNS, List.of(List.of(task(), "", "", content)));
    return before.filter(id -> !id.equals(content));
  }

  /** What the folder that lies there is about: the images by their content. */
  private Optional<String> before(Path reports) throws IOException {
    Path run = directory(reports);
    Path tasks = papers(reports).resolve(name).resolve(TASKS);
    if (!Files.exists(tasks)) {
      if (Files.exists(run) && Files.exists(run.resolve("cells.csv"))) {
        throw new IllegalArgumentException(
            "%s is the folder of another run: choose another name with --name".formatted(run));
      }
      return Optional.empty();
    }
    List<String> line =
        CsvFile.read(tasks, TASK_COLUMNS, each -> List.of(each.text("task"), each.text("place")))
            .get(0);
    Path there = FolderIds.path(line.get(0));
    if (!there.equals(FolderIds.path(task()))) {
      throw new IllegalArgumentException(
          "%s is the run of the images in %s: name that of %s by --name"
              .formatted(run, there, images));
    }
    return Optional.of(line.get(1));
  }

  /** Each method over each before it. */
  private List<List<String>> questions() {
    List<List<String>> questions = new ArrayList<>();
    for (int i = methods.size() - 1; i > 0; i--) {
      for (Method other : methods.subList(0, i)) {
        Method method = methods.get(i);
        questions.add(
            List.of(
                method.method(),
                other.method(),
                "Is %s better than %s here?".formatted(method.title(), other.title())));
      }
    }
    return questions;
  }

  private static List<String> padded(int columns, String... first) {
    List<String> line = new ArrayList<>(List.of(first));
    while (line.size() < columns) {
      line.add("");
    }
    return line;
  }
}
