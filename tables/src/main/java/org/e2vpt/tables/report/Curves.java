package org.e2vpt.tables.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Learning curves, of those trials that have one.
 *
 * @param byTrial the curves, by the trial's id
 * @param searches ids of the trials that chose a final run's setting, by the id of the final run
 */
record Curves(
    ImmutableMap<String, ImmutableList<Epoch>> byTrial, ImmutableMap<String, String> searches) {

  /** Those of final runs and of their searches in the folder of a run. */
  static Curves read(Path directory, Collection<String> finals, Map<String, String> searches)
      throws IOException {
    Set<String> ids = new LinkedHashSet<>(finals);
    ids.addAll(searches.values());
    ImmutableMap.Builder<String, ImmutableList<Epoch>> curves = ImmutableMap.builder();
    for (String id : ids) {
      Path curve = directory.resolve("curves").resolve(id + ".csv");
      if (Files.isRegularFile(curve)) {
        curves.put(id, Epoch.readCurve(curve));
      }
    }
    return new Curves(curves.buildOrThrow(), ImmutableMap.copyOf(searches));
  }

  boolean has(String trial) {
    return byTrial.containsKey(trial);
  }

  /** The curve of a trial; empty without one. */
  ImmutableList<Epoch> of(String trial) {
    return byTrial.getOrDefault(trial, ImmutableList.of());
  }

  /** The curve of the trial that chose the setting of a final run, if it has one. */
  Optional<ImmutableList<Epoch>> search(String finalRun) {
    return Optional.ofNullable(searches.get(finalRun)).filter(this::has).map(this::of);
  }
}
