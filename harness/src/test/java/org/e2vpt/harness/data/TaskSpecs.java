package org.e2vpt.harness.data;

import com.google.common.collect.ImmutableList;
import org.e2vpt.harness.data.source.TaskSpec;

/** What the tasks of VTAB-1k and FGVC take from the original files. */
public final class TaskSpecs {

  private TaskSpecs() {}

  public static ImmutableList<TaskSpec> vtab() {
    return DataSets.all().stream()
        .filter(set -> !set.embedded() && set.group() != Group.FGVC)
        .map(DataSet::spec)
        .collect(ImmutableList.toImmutableList());
  }

  public static ImmutableList<TaskSpec> fgvc() {
    return DataSets.all().stream()
        .filter(set -> set.group() == Group.FGVC)
        .map(DataSet::spec)
        .collect(ImmutableList.toImmutableList());
  }

  public static TaskSpec of(String id) {
    return DataSets.get(id).spec();
  }
}
