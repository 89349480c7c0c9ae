package org.e2vpt.tables.suite;

import com.google.common.collect.ImmutableSet;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.e2vpt.harness.backbone.Architecture;
import org.e2vpt.harness.backbone.Pretrained;
import org.e2vpt.harness.data.Tasks;
import org.e2vpt.harness.trial.Trial;
import org.e2vpt.harness.trial.TrialResult;
import org.e2vpt.harness.tuning.TuningMethods;
import org.e2vpt.tables.accounting.ImpliedLength;
import org.e2vpt.tables.paper.PaperTask;
import org.e2vpt.tables.paper.Printed;
import org.e2vpt.tables.paper.TaskValue;
import org.e2vpt.tables.plan.PaperPlan;
import org.e2vpt.tables.plan.PaperRow;

/**
 * What the paper's trials are made of: hashes of files, choices of methods, lengths behind shares.
 *
 * @param values of rows on single tasks
 * @param weightsOf sha256 of a backbone, by its id
 * @param dataOf sha256 of a task, by its id
 */
record PaperWorld(
    List<TaskValue> values, Function<String, String> weightsOf, Function<String, String> dataOf)
    implements PaperPlan.World {

  /** Stands for a hash where nothing is run. */
  static final String UNKNOWN = "unknown";

  /** The files of this machine. */
  static PaperWorld ofFiles() throws IOException {
    return new PaperWorld(TaskValue.load(), id -> Pretrained.get(id).sha256(), Tasks::sha256);
  }

  /** No files: what is planned can be counted, and cannot be run. */
  static PaperWorld withoutFiles() throws IOException {
    return new PaperWorld(TaskValue.load(), id -> UNKNOWN, id -> UNKNOWN);
  }

  /** The files that trials were run with elsewhere. */
  static PaperWorld of(Collection<TrialResult> results) throws IOException {
    return new PaperWorld(
        TaskValue.load(),
        id -> hash(results, "backbone " + id, Trial::weights, trial -> trial.backbone().equals(id)),
        id -> hash(results, "task " + id, Trial::data, trial -> trial.task().equals(id)));
  }

  private static String hash(
      Collection<TrialResult> results,
      String what,
      Function<Trial, String> hash,
      Function<Trial, Boolean> of) {
    Set<String> hashes =
        results.stream()
            .map(TrialResult::trial)
            .filter(of::apply)
            .map(hash)
            .collect(Collectors.toSet());
    if (hashes.size() > 1) {
      throw new IllegalArgumentException(
          "the journal has trials with different files of %s: %s; split it"
              .formatted(what, String.join(", ", new TreeSet<>(hashes))));
    }
    return hashes.stream().findFirst().orElse(UNKNOWN);
  }

  @Override
  public String weights(String backbone) {
    return weightsOf.apply(backbone);
  }

  @Override
  public String data(String task) {
    return dataOf.apply(task);
  }

  @Override
  public ImmutableSet<String> choices(String method, String backbone) {
    return TuningMethods.options(method, architecture(backbone));
  }

  /** From the share of this row, or of another with its method and backbone. */
  @Override
  public OptionalInt prompts(PaperRow row, PaperTask task) {
    boolean prompted = row.method().equals("vpt-deep") || row.method().equals("e2vpt");
    if (!prompted || isMiniature(row.backbone())) {
      return OptionalInt.empty();
    }
    return values.stream()
        .filter(value -> value.task().equals(task.id()))
        .filter(value -> PaperPlan.rows().stream().anyMatch(r -> same(r, row) && isOf(value, r)))
        .flatMap(value -> value.tunedShare().stream())
        .mapToDouble(Printed::value)
        .mapToInt(share -> ImpliedLength.prompts(row.backbone(), task, share))
        .findFirst();
  }

  private static boolean same(PaperRow one, PaperRow other) {
    return one.method().equals(other.method()) && one.backbone().equals(other.backbone());
  }

  private static boolean isOf(TaskValue value, PaperRow row) {
    return value.table().equals(row.table()) && value.row().equals(row.row());
  }

  private static Architecture architecture(String backbone) {
    return Pretrained.get(backbone).model().architecture();
  }

  /** The paper prints no share of a miniature. */
  private static boolean isMiniature(String backbone) {
    return !architecture(backbone).equals(Pretrained.model(backbone).architecture());
  }
}
