package org.e2vpt.tables.app;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.e2vpt.harness.backbone.Pretrained;
import org.e2vpt.harness.data.DataFolder;
import org.e2vpt.harness.data.DataFolder.State;
import org.e2vpt.harness.data.DatasetsLock.LockedFile;
import org.e2vpt.harness.data.Tasks;
import org.e2vpt.harness.fetch.TaskFiles;
import org.e2vpt.harness.schedule.Device;
import org.e2vpt.harness.schedule.GpuSupport;
import org.e2vpt.harness.schedule.GpuUse;
import org.e2vpt.harness.schedule.Gpus;
import org.e2vpt.harness.tensor.CudaLibtorch;
import org.e2vpt.harness.weights.PublishedWeights;

/**
 * What this machine has of what the paper's tables need.
 *
 * @param gpus that this process may use
 * @param libtorch finds the library that computes on them, or throws IllegalStateException
 * @param folder of the files
 */
public record Readiness(Gpus gpus, Supplier<CudaLibtorch> libtorch, DataFolder folder) {

  /** This machine's. Looks at files' sizes and dates only. */
  public static Readiness here(DataFolder folder) {
    return new Readiness(Gpus.visible(), CudaLibtorch::find, folder);
  }

  /**
   * Why nothing can be computed, or empty.
   *
   * @param processor whether the processor computes, which is always there
   * @throws IllegalStateException if a GPU is required and there is none
   */
  Optional<String> lacksDevice(GpuUse gpu, boolean processor) {
    Optional<String> absence = processor ? Optional.empty() : absence();
    if (gpu == GpuUse.REQUIRE && absence.isPresent()) {
      throw new IllegalStateException("gpu=require, but " + absence.get());
    }
    return absence.map(reason -> reason + "; gpu=off computes on the processor");
  }

  private Optional<String> absence() {
    if (gpus.list().isEmpty()) {
      return Optional.of("there is no GPU: " + gpus.absence());
    }
    try {
      return GpuSupport.lack(gpus.list(), libtorch.get())
          .map(lack -> "there is a GPU, but it needs " + lack);
    } catch (IllegalStateException e) {
      return Optional.of("there is a GPU, but no libtorch for it: " + e.getMessage());
    }
  }

  /** The GPUs, if nothing {@link #lacksDevice lacks}. */
  ImmutableList<Device> devices() {
    return Device.gpus(gpus.list(), libtorch.get());
  }

  /**
   * What is missing of the files of a backbone, tasks and methods, or empty if all are there.
   *
   * @param others ids in the lock of what methods read
   */
  Optional<String> lacksFiles(
      Collection<String> backbones, Collection<String> tasks, Collection<String> others) {
    Set<String> missing = new TreeSet<>();
    for (String other : others) {
      if (folder.state(folder.lock().file(other)) == State.MISSING) {
        missing.add(other);
      }
    }
    for (String backbone : backbones) {
      if (Pretrained.isShipped(backbone)) {
        continue;
      }
      List<LockedFile> files = PublishedWeights.files(backbone, folder.lock());
      if (files.stream().allMatch(file -> folder.state(file) == State.MISSING)) {
        missing.add(files.get(0).id());
      }
    }
    ImmutableSet.Builder<String> without = ImmutableSet.builder();
    for (String task : tasks) {
      if (!Tasks.ids().contains(task) && !TaskFiles.of(folder, task).missing().isEmpty()) {
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
  void require(
      RunConfig.Data data,
      Collection<String> backbones,
      Collection<String> tasks,
      Collection<String> others) {
    if (data == RunConfig.Data.REQUIRE) {
      lacksFiles(backbones, tasks, others)
          .ifPresent(
              lack -> {
                throw new IllegalStateException("data=require, but " + lack);
              });
    }
  }
}
