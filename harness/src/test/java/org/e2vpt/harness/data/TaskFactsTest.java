package org.e2vpt.harness.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.e2vpt.harness.data.DatasetsLock.LockedFile;
import org.e2vpt.harness.data.catalog.Catalog;
import org.e2vpt.harness.data.vtab.VtabTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskFactsTest {

  @ParameterizedTest
  @CsvSource({"Natural, 7, 795", "Specialized, 4, 62", "Structured, 8, 83", "FGVC, 5, 1173"})
  void knowsTheTasksAndClassesOfEachGroup(String group, int tasks, int classes) {
    assertThat(TaskFacts.all().values())
        .filteredOn(facts -> facts.group().equals(group))
        .hasSize(tasks)
        .satisfies(
            of -> assertThat(of.stream().mapToInt(TaskFacts::classes).sum()).isEqualTo(classes));
  }

  @Test
  void everyTaskHasFilesInTheLockAndTheLockKnowsNoOther() {
    Set<String> locked = new HashSet<>();
    Set<String> needed = new HashSet<>();
    for (LockedFile file : DatasetsLock.shipped().files().values()) {
      needed.addAll(file.neededBy());
      Stream.of(file.neededBy(), file.usefulTo()).forEach(locked::addAll);
    }

    assertThat(needed).isEqualTo(TaskFacts.all().keySet());
    assertThat(locked).isEqualTo(TaskFacts.all().keySet());
  }

  /** What is told to people is what the readers go by. */
  @Test
  void agreesWithWhatIsRead() {
    for (VtabTask task : VtabTask.all()) {
      TaskFacts facts = TaskFacts.of(task.id());
      int whole = task.sizes().get(task.rule().test().part());
      int before = whole * task.rule().test().fromPercent() / 100;

      assertThat(facts.classes()).as(task.id()).isEqualTo(task.classes());
      assertThat(facts.testSize()).as(task.id()).isEqualTo(String.valueOf(whole - before));
    }
    assertThat(TaskFacts.all().values())
        .extracting(facts -> Group.titled(facts.group()))
        .doesNotContain(Group.OWN);
    assertThat(Catalog.ids()).containsExactlyElementsOf(TaskFacts.all().keySet());
  }

  @Test
  void namesNoUrl() {
    assertThat(TaskFacts.all().values())
        .extracting(TaskFacts::toString)
        .noneMatch(text -> text.contains("://"));
  }

  @Test
  void listsTheTasksWhenAskedForAnUnknownOne() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TaskFacts.of("cifar-10"))
        .withMessage(
            "unknown task 'cifar-10'; the tasks are %s",
            String.join(", ", TaskFacts.all().keySet()));
  }
}
