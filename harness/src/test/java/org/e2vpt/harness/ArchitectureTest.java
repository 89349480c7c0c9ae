package org.e2vpt.harness;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import com.google.common.collect.ImmutableList;
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

  private static final ImmutableMap<String, ImmutableList<String>> MAY_USE =
      ArchitecturePage.mayUse("harness");

  private static final Set<String> PACKAGES = MAY_USE.keySet();

  /** A text, which is the first group and stays, or a comment. */
  private static final Pattern COMMENT =
      Pattern.compile("(\"(?:\\\\.|[^\"\\\\]++)*+\")|/\\*(?s:.*?)\\*/|//.*");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("org.e2vpt.harness");

  @ParameterizedTest
  @FieldSource("PACKAGES")
  void packageUsesOnlyThoseBelowIt(String name) {
    List<String> below = MAY_USE.getOrDefault(name, ImmutableList.of());
    String[] allowed =
        Stream.concat(Stream.of(name, "text"), below.stream())
            .map(HARNESS::concat)
            .toArray(String[]::new);

    noClasses()
        .that()
        .resideInAPackage(HARNESS + name)
        .should()
        .dependOnClassesThat(resideInAPackage("org.e2vpt..").and(not(resideInAnyPackage(allowed))))
        .because("%s may only use: text %s, says docs/architecture.md".formatted(name, below))
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

  /**
   * A worker process is told its settings by properties; all else is the engine's or the host's.
   */
  @Test
  void settingsAreReadWhereAProcessBegins() throws IOException {
    assertThat(SystemReads.in(Path.of("src/main/java/org/e2vpt/harness")))
        .containsExactly(
            "fetch/Fetcher.java: System.getenv(",
            "fetch/ProxyRules.java: System.getProperty(scheme + \".proxyHost\"",
            "schedule/Gpus.java: System.getenv(VISIBLE",
            "tensor/CudaLibtorch.java: System.getProperty(CHOICE",
            "tensor/NativeCache.java: System.getProperty(SETTING",
            "tensor/NativeCache.java: System.getenv(SETTING",
            "tensor/Torch.java: System.getProperty(\"ai.djl.offline\"",
            "tensor/Torch.java: System.getenv(\"PYTORCH_FLAVOR\"",
            "tensor/Torch.java: System.getenv(\"PYTORCH_LIBRARY_PATH\"",
            "tensor/Torch.java: System.getenv(Execution.TF32_SWITCH",
            "text/VisibleOutput.java: System.getProperty(\"sun.\" + property",
            "text/VisibleOutput.java: System.getProperty(property",
            "worker/Worker.java: System.getProperties(");
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
