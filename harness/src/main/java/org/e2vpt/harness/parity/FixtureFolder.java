package org.e2vpt.harness.parity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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

  private final List<Path> backbones = new ArrayList<>();
  private final Map<Path, RecordedBackbone> read = new LinkedHashMap<>();
  private final List<Path> inputs = new ArrayList<>();
  private final List<Path> runs = new ArrayList<>();

  private FixtureFolder() {}

  static FixtureFolder open(Path folder) throws IOException {
    FixtureFolder found = new FixtureFolder();
    List<Path> files;
    try (Stream<Path> listed = Files.list(folder)) {
      files = listed.filter(file -> file.toString().endsWith(".npz")).sorted().toList();
    }
    for (Path file : files) {
      String name = name(file);
      if (name.startsWith("backbone_")) {
        found.backbones.add(file);
      } else if (name.startsWith("input_")) {
        found.inputs.add(file);
      } else if (!PIXELS.matcher(name).lookingAt()) {
        found.runs.add(file);
      }
    }
    return found;
  }

  private static String name(Path file) {
    return file.getFileName().toString();
  }

  /** The recorded runs, sorted by name. */
  List<Path> runs() {
    return runs;
  }

  /**
   * The weights under a run: those that name its method behind {@code _for_}, else those that name
   * none.
   */
  RecordedBackbone backboneOf(Fixture run) throws IOException {
    RecordedBackbone.keyMap(run.backbone());
    String prefix = "backbone_" + run.backbone() + "_";
    List<Path> ofKind = backbones.stream().filter(file -> name(file).startsWith(prefix)).toList();
    List<Path> own = ofKind.stream().filter(file -> namesMethodOf(run, file)).toList();
    List<Path> general = ofKind.stream().filter(file -> !name(file).contains(FOR)).toList();
    Path file = only(prefix + "*.npz", own.isEmpty() ? general : own);
    RecordedBackbone known = read.get(file);
    if (known == null) {
      known = RecordedBackbone.read(run.backbone(), file);
      read.put(file, known);
    }
    return known;
  }

  private static boolean namesMethodOf(Fixture run, Path backbone) {
    String name = name(backbone).replace(".npz", "");
    int at = name.indexOf(FOR);
    return at >= 0 && run.name().contains(name.substring(at + FOR.length()));
  }

  /** The images of a run that its backbone takes. */
  Fixture inputOf(Fixture run, RecordedBackbone backbone) throws IOException {
    String prefix = "input_" + run.backbone() + "_";
    List<Fixture> fitting = new ArrayList<>();
    for (Path file : inputs) {
      if (name(file).startsWith(prefix)) {
        Fixture input = Fixture.read(file);
        long[] shape = input.get("input").shape();
        if (shape.length != 4) {
          throw new IllegalArgumentException(
              "%s holds no images, but a tensor of shape %s"
                  .formatted(name(file), Arrays.toString(shape)));
        }
        if (backbone.takes((int) shape[3])) {
          fitting.add(input);
        }
      }
    }
    return only(prefix + "*.npz for its backbone", fitting);
  }

  private static <T> T only(String what, List<T> found) {
    if (found.size() != 1) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "it needs one %s next to it, but there are %d", what, found.size()));
    }
    return found.get(0);
  }
}
