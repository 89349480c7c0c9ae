package org.e2vpt.tables.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.hash.Hashing;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.e2vpt.harness.data.archive.Packing;
import org.e2vpt.harness.data.image.Photos;
import org.e2vpt.tables.paper.CellTable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** A folder of images is tuned on, as {@code docs/own-images.md} says. */
class TuneCommandTest {

  @TempDir private Path root;
  private Path images;
  private Path reports;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void writeImages() {
    images = root.resolve("it's 100% #1 & more");
    reports = root.resolve("reports");
    for (String name : List.of("cat", "dog")) {
      for (int i = 0; i < 5; i++) {
        photo("%s/%s.png".formatted(name, i), 10 * i + name.length());
      }
    }
    photo("dog/more.png", 99);
  }

  private void photo(String file, int seed) {
    Packing.file(images.resolve(file), Photos.file("png", 8, 8, file.hashCode() + seed));
  }

  @Test
  void comparesMethodsAndContinuesAndNoticesAnEdit() throws IOException {
    assertThat(tune("--method=linear,bias", "--budget=quick")).as("%s", err).isZero();

    assertThat(out.toString().lines())
        .contains(
            "it's 100% #1 & more: a seeded stratified split (seed 1) took a fifth of each class as val and another as test.",
            "mini-vit.cifar10 by Linear, Bias",
            "mini-vit.cifar10 is a ViT with 0.47 million parameters for images of 32×32 pixels, pre-trained on the 10 classes of CIFAR-10: it shows how things work. Accuracies of a real backbone need --backbone vit-b16.in21k and a GPU.",
            reports.resolve("it-s-100-1-more/index.html").toString())
        .anyMatch(line -> line.endsWith(": 2 classes; 7 training, 2 validation and 2 test images"));
    Path run = reports.resolve("it-s-100-1-more");
    assertThat(CellTable.read(run.resolve("cells.csv")))
        .extracting(cell -> cell.asked().row())
        .containsExactly("linear", "bias");
    assertThat(run.resolve("index.html"))
        .content()
        .contains(
            "Is Bias better than Linear here?", "Class by class", "Bias: what is taken for what");
    assertThat(run.resolve("provenance.csv"))
        .content()
        .contains(
            "\ncommand,\"e2vpt tune 'it'\\''s 100% #1 & more' --method=linear,bias --backbone=mini-vit.cifar10 --budget=quick --search=race --seeds=42\"\n",
            ",split: user-provided (the folder it's 100% #1 & more) it's 100% #1 & more: a seeded ");
    String page = Files.readString(run.resolve("index.html"));
    assertThat(execute("report", run.toString())).as("%s", err).isZero();
    assertThat(run.resolve("index.html")).hasContent(page);
    String journal = Files.readString(reports.resolve("trials/trials.csv"));

    assertThat(
            execute(
                "run",
                "it-s-100-1-more",
                "--papers-dir=" + run.resolve("paper"),
                "--reports=" + reports,
                "--search=race",
                "--budget=quick"))
        .as("%s", err)
        .isZero();
    assertThat(reports.resolve("trials/trials.csv")).hasContent(journal);

    // a process reads a folder once, so what was written before is changed instead of an image
    Path tasks = run.resolve("paper/it-s-100-1-more/tasks.csv");
    Files.writeString(tasks, Files.readString(tasks).replaceAll(",folder-.*", ",folder-0"));
    assertThat(tune("--method=linear", "--budget=quick")).as("%s", err).isZero();
    assertThat(out.toString())
        .contains(
            "The images have changed since the last run (they were folder-0): all trials are new, and the earlier ones stay in the journal.");
    assertThat(reports.resolve("trials/trials.csv")).hasContent(journal);
  }

  /** Only the paper's folder, which is run from here, says where the images lie. */
  @Test
  void publishesNoPathOfTheUsers() throws IOException {
    assertThat(tune("--method=linear", "--budget=quick")).as("%s", err).isZero();

    List<Path> files;
    try (Stream<Path> all = Files.walk(reports)) {
      files = all.filter(Files::isRegularFile).toList();
    }
    for (Path file : files) {
      assertThat(Files.readString(file, ISO_8859_1).contains(root.toString()))
          .as("%s", file)
          .isEqualTo(file.endsWith("paper/it-s-100-1-more/tasks.csv"));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "--method=lora | --method: mini-vit.cifar10 is not tuned by 'lora'; there are full, linear, partial-1, mlp-3, sidetune, bias, adapter, vpt-shallow, vpt-deep, e2vpt, vfpt, or all",
        "--name=Über | --name must be made of the letters a to z, digits and -, got 'Über'",
        "--name=vpt | 'vpt' is the name of another run: choose another name with --name, as in --name my-vpt",
        "--weights=x.npz | the weights of mini-vit.cifar10 come with this program: name the backbone that x.npz is of by --backbone, such as vit-b16.in21k",
        "--time=0h | time must be hours, minutes or seconds, such as 8h, 90m or 1h30m; got '0h'",
        "--backbone=vit-b16.in21k --weights=/none.npz | there is no file /none.npz",
        "--backbone=vit-b16.in21k --data-root=/none | the weights of vit-b16.in21k are not in /none: name a file that you have with --weights FILE, or 'e2vpt data fetch weights/imagenet21k_ViT-B_16.npz' gets them",
      })
  void saysWhatCannotBeMeantBeforeAnythingIsWritten(String arguments, String message) {
    assertThat(tune(arguments.split(" "))).isEqualTo(2);

    assertThat(err).hasToString("e2vpt: %s%n".formatted(message));
    assertThat(reports).doesNotExist();
  }

  @Test
  void refusesTheFileOfAnotherBackbone() throws IOException {
    Path file = root.resolve("mine.pth");
    Files.writeString(file, "MAE");
    Path lock = root.resolve("lock");
    Files.writeString(
        lock,
        """
        weights/imagenet21k_ViT-B_16.npz https://e.org/vit.npz ? ? Apache-2.0 -
        weights/mae_pretrain_vit_base.pth https://e.org/mae.pth 3 sha256:%s CC-BY-NC-4.0 -
        """
            .formatted(Hashing.sha256().hashString("MAE", UTF_8)));

    assertThat(tune("--backbone=vit-b16.in21k", "--weights=" + file, "--lock=" + lock))
        .isEqualTo(2);

    assertThat(err)
        .hasToString(
            "e2vpt: %s is weights/mae_pretrain_vit_base.pth by its hash, which is not of vit-b16.in21k: 'e2vpt weights inspect' says which backbone --backbone has to name%n"
                .formatted(file));
    assertThat(reports).doesNotExist();
  }

  @Test
  void refusesAFolderThatTheCheckRefuses() {
    Packing.file(images.resolve("cat/broken.png"), new byte[9]);

    assertThat(tune()).isEqualTo(2);

    assertThat(out.toString())
        .contains("1 image that cannot be decoded: convert, replace or remove each.");
    assertThat(err)
        .hasToString(
            "e2vpt: %s is refused as it is; 'e2vpt data check --list' names every file%n"
                .formatted(images));
    assertThat(reports).doesNotExist();
    assertThat(execute("data", "check", images.toString(), "--list")).isEqualTo(1);
    assertThat(out.toString()).contains("\nimages that cannot be decoded:\n  'cat/broken.png': ");
  }

  @Test
  void refusesTheNameOfOtherImages() throws IOException {
    assertThat(tune("--name=mine", "--rows=none")).isEqualTo(2);
    assertThat(reports.resolve("mine/paper/mine/tasks.csv")).exists();
    Path other = Files.move(images, root.resolve("other"));
    Path first = images;
    images = other;

    assertThat(tune("--name=mine")).isEqualTo(2);

    assertThat(err)
        .hasToString(
            "e2vpt: %s is the run of the images in %s: name that of %s by --name%n"
                .formatted(reports.resolve("mine"), first, other));
  }

  private int tune(String... arguments) {
    return execute(
        ImmutableList.<String>builder()
            .add("tune", images.toString(), "--reports=" + reports)
            .add(arguments)
            .build()
            .toArray(String[]::new));
  }

  private int execute(String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    CommandLine commandLine = E2vpt.commandLine(new Properties());
    commandLine.setOut(new PrintWriter(out));
    commandLine.setErr(new PrintWriter(err));
    return commandLine.execute(arguments);
  }
}
