package org.e2vpt.tables.suite;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.e2vpt.harness.data.DataFolder;
import org.e2vpt.harness.data.DataFolder.State;
import org.e2vpt.harness.data.DatasetsLock;
import org.e2vpt.harness.data.DatasetsLock.LockedFile;
import org.e2vpt.harness.fetch.TaskFiles;
import org.e2vpt.harness.trial.Gpus;
import org.e2vpt.harness.weights.PublishedWeights;

/**
 * What this machine has of what the paper's tables need.
 *
 * @param gpus that this process may use
 * @param lock which files there are
 * @param folder where they lie
 */
record Readiness(Gpus gpus, DatasetsLock lock, DataFolder folder) {

  /** This machine's. Looks at files' sizes and dates only. */
  static Readiness here() {
    return new Readiness(Gpus.visible(), DatasetsLock.shipped(), DataFolder.chosen());
  }

  /**
   * Why nothing can be computed, or empty.
   *
   * @throws IllegalStateException if a GPU is required and there is none
   */
  Optional<String> lacksDevice(PaperSettings.Gpu gpu) {
    if (gpu == PaperSettings.Gpu.OFF || !gpus.list().isEmpty()) {
      return Optional.empty();
    }
    if (gpu == PaperSettings.Gpu.REQUIRE) {
      throw new IllegalStateException("-Dgpu=require, but there is no GPU: " + gpus.absence());
    }
    return Optional.of(
        "there is no GPU: %s; -Dgpu=off computes on the processor".formatted(gpus.absence()));
  }

  /** What is missing of the files of a backbone and tasks, or empty if all are there. */
  Optional<String> lacksFiles(Collection<String> backbones, Collection<String> tasks) {
    Set<String> missing = new TreeSet<>();
    for (String backbone : backbones) {
      List<LockedFile> files = PublishedWeights.files(backbone, lock);
      if (files.stream().allMatch(file -> folder.state(file) == State.MISSING)) {
        missing.add(files.get(0).id());
      }
    }
    ImmutableSet.Builder<String> without = ImmutableSet.builder();
    for (String task : tasks) {
      if (!TaskFiles.of(lock, folder, task).missing().isEmpty()) {
        without.add(task);
      }
    }
    ImmutableList<String> all =
        ImmutableList.<String>builder().addAll(without.build()).addAll(missing).build();
    return all.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "%s %s not in %s; 'e2vpt data fetch %s' gets them, or says how to"
                .formatted(
                    String.join(", ", all),
                    all.size() == 1 ? "is" : "are",
                    folder.root(),
                    String.join(" ", all)));
  }

  /**
   * Fails if all files are required and some are missing.
   *
   * @throws IllegalStateException naming them
   */
  void require(PaperSettings.Data data, Collection<String> backbones, Collection<String> tasks) {
    if (data == PaperSettings.Data.REQUIRE) {
      lacksFiles(backbones, tasks)
          .ifPresent(
              lack -> {
                throw new IllegalStateException("-Ddata=require, but " + lack);
              });
    }
  }
}
