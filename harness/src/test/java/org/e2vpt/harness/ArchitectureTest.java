package org.e2vpt.harness;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds the packages to their directions: engine and data at the bottom, trials at the top. */
class ArchitectureTest {

  private static final String HARNESS = "org.e2vpt.harness.";

  /** Each package with those that it may use beside itself and 'text'. */
  private static final ImmutableMap<String, String> MAY_USE =
      ImmutableMap.<String, String>builder()
          .put("text", "")
          .put("file", "")
          .put("names", "")
          .put("checkpoint", "file")
          .put(
              "data",
              "file names data.cache data.fgvc data.vtab data.own data.source data.image"
                  + " data.archive")
          .put("weights", "checkpoint data data.source")
          .put("fetch", "file names data data.vtab")
          .put("data.archive", "file")
          .put("data.image", "")
          .put("data.source", "data.image data.archive")
          .put("data.vtab", "file data.source data.image data.archive")
          .put("data.own", "data.source data.image data.archive")
          .put("data.fgvc", "data.vtab data.source data.image data.archive")
          .put("data.cache", "file data.source data.image")
          .put("tensor", "file checkpoint names")
          .put("backbone", "tensor checkpoint weights data names")
          .put("tuning", "backbone tensor checkpoint names")
          .put("training", "file tuning backbone tensor checkpoint data data.image names")
          .put("umap", "")
          .put("hyperbolic", "umap training tensor")
          .put("bench", "training tuning backbone tensor data data.image")
          .put("parity", "training tuning backbone tensor weights checkpoint")
          .put("pretraining", "training tuning backbone tensor data data.image checkpoint")
          .put("trial", "file training tensor names")
          .put("schedule", "trial file names training tuning backbone tensor data")
          .put(
              "worker",
              "schedule trial file names hyperbolic training tuning backbone tensor data data.image checkpoint")
          .buildOrThrow();

  private static final Set<String> PACKAGES = MAY_USE.keySet();

  /** A text, which is the first group and stays, or a comment. */
  private static final Pattern COMMENT =
      Pattern.compile("(\"(?:\\\\.|[^\"\\\\])*\")|/\\*(?s:.*?)\\*/|//.*");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("org.e2vpt.harness");

  @ParameterizedTest
  @FieldSource("PACKAGES")
  void packageUsesOnlyThoseBelowIt(String name) {
    String below = MAY_USE.getOrDefault(name, "");
    String[] allowed =
        Stream.concat(
                Stream.of(name, "text"), Splitter.on(' ').omitEmptyStrings().splitToStream(below))
            .map(HARNESS::concat)
            .toArray(String[]::new);

    noClasses()
        .that()
        .resideInAPackage(HARNESS + name)
        .should()
        .dependOnClassesThat(resideInAPackage("org.e2vpt..").and(not(resideInAnyPackage(allowed))))
        .because("%s may only use: text %s".formatted(name, below))
        .check(CLASSES);
  }

  @Test
  void rulesKnowEveryPackage() {
    assertThat(
            CLASSES.stream()
                .map(JavaClass::getPackageName)
                .map(name -> name.replace(HARNESS, ""))
                .collect(Collectors.toSet()))
        .isEqualTo(PACKAGES);
  }

  /** Where a paper and its code differ, only the folder of that paper says. */
  @Test
  void neitherCodeNorResourceNamesAPreset() throws IOException {
    Set<String> presets = new TreeSet<>();
    for (Path file : files(Path.of("../tables/papers"), "presets.csv")) {
      for (String line : Files.readAllLines(file)) {
        presets.add(line.split(",", 2)[0]);
      }
    }
    presets.remove("preset"); // the header
    assertThat(presets).contains("paper", "released");
    String names = String.join("|", presets);
    Pattern named =
        Pattern.compile(
            "(?m)(^|[\",;=])(%s)($|[\",;])|\\b(%s)\\b"
                .formatted(names, names.toUpperCase(Locale.ROOT)));

    List<Path> sources = files(Path.of("src/main/java"), ".java");
    assertThat(sources).hasSizeGreaterThan(100);
    for (Path source : sources) {
      assertThat(COMMENT.matcher(Files.readString(source)).replaceAll("$1"))
          .as("%s", source)
          .doesNotContainPattern(named);
    }
    for (Path resource : files(Path.of("src/main/resources"), ".csv", ".txt", ".properties")) {
      assertThat(resource).content().doesNotContainPattern(named);
    }
  }

  private static List<Path> files(Path folder, String... endings) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> Stream.of(endings).anyMatch(file.toString()::endsWith)).toList();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"checkpoint", "data..", "fetch"})
  void packageIsFreeOfTheEngine(String name) {
    noClasses()
        .that()
        .resideInAPackage(HARNESS + name)
        .should()
        .dependOnClassesThat()
        .resideInAPackage("ai.djl..")
        .check(CLASSES);
  }

  @Test
  void trialsTouchTheEngineOnlyThroughTheExperiment() {
    noClasses()
        .that()
        .resideInAnyPackage(HARNESS + "trial", HARNESS + "schedule", HARNESS + "worker")
        .and()
        .haveNameNotMatching(".*\\.(Experiment|HeadTrials)(\\$.*)?")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("ai.djl..")
        .because("the test JVM loads these classes, and must never load libtorch")
        .check(CLASSES);
  }

  @ParameterizedTest
  @ValueSource(strings = {"backbone", "tuning", "hyperbolic"})
  void whatIsDifferentiatedIsNotMultipliedByPlainNumbers(String name) {
    for (String operation : Set.of("add", "sub", "mul", "div", "pow")) {
      noClasses()
          .that()
          .resideInAPackage(HARNESS + name)
          .should()
          .callMethod(NDArray.class, operation, Number.class)
          .because("the backward pass would read memory that is free by then: see Tensors.scalar")
          .check(CLASSES);
    }
  }
}
