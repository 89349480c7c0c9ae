package org.e2vpt.harness.parity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A folder of fixtures: {@code backbone_<backbone>_….npz} (weights), {@code input_<backbone>_….npz}
 * (images and labels), and recorded runs {@code <backbone>_….npz}.
 */
final class FixtureFolder {

  private static final String FOR = "_for_";

  /** Recorded resizes lie in the same folder; the tests of the resizes read them. */
  private static final Pattern PIXELS = Pattern.compile("pillow_|vtab_preprocess_");

  private final List<Fixture> backbones = new ArrayList<>();
  private final List<Fixture> inputs = new ArrayList<>();
  private final List<Path> runs = new ArrayList<>();

  private FixtureFolder() {}

  static FixtureFolder open(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new NotDirectoryException("%s is no folder of fixtures".formatted(folder));
    }
    FixtureFolder found = new FixtureFolder();
    List<Path> files;
    try (Stream<Path> listed = Files.list(folder)) {
      files = listed.filter(file -> file.toString().endsWith(".npz")).sorted().toList();
    }
    for (Path file : files) {
      String name = file.getFileName().toString();
      if (name.startsWith("backbone_")) {
        found.backbones.add(Fixture.read(file));
      } else if (name.startsWith("input_")) {
        found.inputs.add(Fixture.read(file));
      } else if (!PIXELS.matcher(name).lookingAt()) {
        found.runs.add(file);
      }
    }
    return found;
  }

  /** The recorded runs, sorted by name. */
  List<Path> runs() {
    return runs;
  }

  /**
   * The weights under a run: those that name its method behind {@code _for_}, else those that name
   * none.
   */
  Fixture backboneOf(Fixture run) {
    List<Fixture> ofKind =
        backbones.stream()
            .filter(file -> file.name().startsWith("backbone_" + run.backbone() + "_"))
            .toList();
    List<Fixture> own = ofKind.stream().filter(file -> namesMethodOf(run, file)).toList();
    List<Fixture> general = ofKind.stream().filter(file -> !file.name().contains(FOR)).toList();
    return only("backbone_%s_*.npz".formatted(run.backbone()), own.isEmpty() ? general : own);
  }

  private static boolean namesMethodOf(Fixture run, Fixture backbone) {
    int at = backbone.name().indexOf(FOR);
    return at >= 0 && run.name().contains(backbone.name().substring(at + FOR.length()));
  }

  /** The images of a run: squares of this side. */
  Fixture inputOf(Fixture run, int side) {
    String prefix = "input_" + run.backbone();
    return only(
        "%s_*.npz with %d×%d pixels".formatted(prefix, side, side),
        inputs.stream()
            .filter(file -> file.name().startsWith(prefix))
            .filter(file -> file.get("input").shape()[3] == side)
            .toList());
  }

  private static Fixture only(String what, List<Fixture> found) {
    if (found.size() != 1) {
      throw new IllegalArgumentException(
          "it needs one %s beside it, there are %s"
              .formatted(what, found.stream().map(Fixture::name).toList()));
    }
    return found.get(0);
  }
}
