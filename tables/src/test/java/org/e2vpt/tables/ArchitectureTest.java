package org.e2vpt.tables;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import org.e2vpt.harness.data.DataSet;
import org.e2vpt.harness.data.DataSets;
import org.e2vpt.harness.data.Group;
import org.e2vpt.harness.training.Recipe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds the modules and the packages of this one to their directions. */
class ArchitectureTest {

  private static final String TABLES = "org.e2vpt.tables.";
  private static final String HARNESS = "org.e2vpt.harness.";

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

  @ParameterizedTest
  @CsvSource({
    "paper, accounting audit cost plan report suite doctor cli",
    "accounting, audit cost plan report suite doctor cli",
    "audit, cost plan report suite doctor cli",
    "plan, accounting audit cost report suite doctor cli",
    "cost, accounting audit report suite doctor cli",
    "report, accounting cost plan suite doctor cli",
    "suite, audit doctor cli",
    "doctor, accounting audit report suite cli"
  })
  void packageDoesNotUseThoseAboveIt(String name, String above) {
    noClasses()
        .that()
        .resideInAPackage(TABLES + name)
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                Arrays.stream(above.split(" ")).map(TABLES::concat).toArray(String[]::new)))
        .check(CLASSES);
  }

  /**
   * A trial is made of a recipe and choices of the protocol, and a task's group is a column of the
   * table.
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
                            HARNESS + "protocol",
                            HARNESS + "names",
                            HARNESS + "file",
                            HARNESS + "text")))
                .and(not(belongToAnyOf(Recipe.class, Group.class, DataSet.class, DataSets.class))))
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
                .and(
                    not(
                        resideInAnyPackage(
                            HARNESS + "tuning", HARNESS + "backbone", HARNESS + "protocol")))
                .and(not(belongToAnyOf(Group.class))))
        .check(CLASSES);
  }
}
