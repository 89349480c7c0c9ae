package org.e2vpt.tables;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.e2vpt.harness.ArchitecturePage;
import org.e2vpt.harness.SystemReads;
import org.e2vpt.harness.backbone.Architecture;
import org.e2vpt.harness.backbone.Model;
import org.e2vpt.harness.backbone.Pretrained;
import org.e2vpt.harness.data.DataSet;
import org.e2vpt.harness.data.DataSets;
import org.e2vpt.harness.data.Group;
import org.e2vpt.harness.data.TaskSize;
import org.e2vpt.harness.data.image.Decoder;
import org.e2vpt.harness.data.own.FolderIds;
import org.e2vpt.harness.tensor.Execution;
import org.e2vpt.harness.training.Recipe;
import org.e2vpt.harness.tuned.ConfusionMatrix;
import org.e2vpt.harness.tuning.E2vptOptions;
import org.e2vpt.harness.tuning.Method;
import org.e2vpt.harness.tuning.MethodOptions;
import org.e2vpt.harness.tuning.OptionKind;
import org.e2vpt.harness.tuning.TuningMethods;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds the modules and the packages of this one to their directions. */
class ArchitectureTest {

  private static final String TABLES = "org.e2vpt.tables.";
  private static final String HARNESS = "org.e2vpt.harness.";

  private static final ImmutableMap<String, ImmutableList<String>> MAY_USE =
      ArchitecturePage.mayUse("tables");

  private static final Set<String> PACKAGES = MAY_USE.keySet();

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("org.e2vpt");

  @Test
  void harnessKnowsNothingOfThePaper() {
    noClasses()
        .that()
        .resideInAPackage("org.e2vpt.harness..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.e2vpt.tables..")
        .check(CLASSES);
  }

  @Test
  void tablesAreFreeOfTheEngine() {
    noClasses()
        .that()
        .resideInAPackage("org.e2vpt.tables..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("ai.djl..")
        .because("the test JVM plans, waits and asserts; libtorch is loaded by workers alone")
        .check(CLASSES);
  }

  @Test
  void settingsAreReadByTheCommandLineAlone() throws IOException {
    assertThat(SystemReads.in(Path.of("src/main/java/org/e2vpt/tables")))
        .isNotEmpty()
        .allMatch(read -> read.startsWith("cli/"));
    assertThat(SystemReads.in(Path.of("../cluster/src/main/java"))).isEmpty();
  }

  @ParameterizedTest
  @FieldSource("PACKAGES")
  void packageUsesOnlyThoseBelowIt(String name) {
    List<String> below = MAY_USE.getOrDefault(name, ImmutableList.of());
    String[] allowed =
        Stream.concat(Stream.of(name), below.stream()).map(TABLES::concat).toArray(String[]::new);

    noClasses()
        .that()
        .resideInAPackage(TABLES + name)
        .should()
        .dependOnClassesThat(
            resideInAPackage("org.e2vpt.tables..").and(not(resideInAnyPackage(allowed))))
        .because("%s may only use: %s, says docs/architecture.md".formatted(name, below))
        .check(CLASSES);
  }

  @Test
  void rulesKnowEveryPackage() {
    assertThat(
            CLASSES.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> name.startsWith(TABLES))
                .map(name -> name.replace(TABLES, ""))
                .collect(Collectors.toSet()))
        .isEqualTo(PACKAGES);
  }

  /**
   * A trial is made of a recipe, an execution, a backbone and options of its method, which says
   * what choices of a protocol it reads, a task's group is a column of the table, a protocol may
   * choose the decoder of images, and the id of a task tells whether it is a folder of the user's.
   */
  @ParameterizedTest
  @ValueSource(strings = {"paper", "audit", "plan", "report"})
  void packageKnowsTheHarnessOnlyByItsTrials(String name) {
    noClasses()
        .that()
        .resideInAPackage(TABLES + name)
        .should()
        .dependOnClassesThat(
            resideInAPackage("org.e2vpt.harness..")
                .and(
                    not(
                        resideInAnyPackage(
                            HARNESS + "trial",
                            HARNESS + "names",
                            HARNESS + "file",
                            HARNESS + "text")))
                .and(
                    not(
                        belongToAnyOf(
                            Recipe.class,
                            Execution.class,
                            Group.class,
                            DataSet.class,
                            DataSets.class,
                            TaskSize.class,
                            Decoder.class,
                            FolderIds.class,
                            E2vptOptions.class,
                            TuningMethods.class,
                            Method.class,
                            MethodOptions.class,
                            Pretrained.class,
                            Model.class,
                            Architecture.class,
                            OptionKind.class,
                            ConfusionMatrix.class))))
        .check(CLASSES);
  }

  @Test
  void statisticsTakePlainNumbers() {
    noClasses()
        .that()
        .resideInAPackage(TABLES + "verdict")
        .should()
        .dependOnClassesThat(
            resideInAPackage("org.e2vpt.harness..")
                .or(resideInAPackage("org.apache.commons.csv.."))
                .or(resideInAPackage("java.nio.file..")))
        .check(CLASSES);
  }

  @Test
  void accountingCountsMethodsAndBackbones() {
    noClasses()
        .that()
        .resideInAPackage(TABLES + "accounting")
        .should()
        .dependOnClassesThat(
            resideInAPackage("org.e2vpt.harness..")
                .and(not(resideInAnyPackage(HARNESS + "tuning", HARNESS + "backbone")))
                .and(not(belongToAnyOf(Group.class))))
        .check(CLASSES);
  }
}
