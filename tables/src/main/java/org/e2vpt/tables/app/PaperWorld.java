package org.e2vpt.tables.app;

import com.google.common.collect.ImmutableSet;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.e2vpt.harness.backbone.Architecture;
import org.e2vpt.harness.backbone.FrozenPrefix;
import org.e2vpt.harness.backbone.Pretrained;
import org.e2vpt.harness.data.DataFolder;
import org.e2vpt.harness.data.Tasks;
import org.e2vpt.harness.trial.Trial;
import org.e2vpt.harness.trial.TrialResult;
import org.e2vpt.harness.tuning.TuningMethods;
import org.e2vpt.tables.accounting.ImpliedLength;
import org.e2vpt.tables.ledger.RunProvenance;
import org.e2vpt.tables.paper.Paper;
import org.e2vpt.tables.paper.PaperRow;
import org.e2vpt.tables.paper.PaperTask;
import org.e2vpt.tables.paper.PlanChoices.Pixels;
import org.e2vpt.tables.plan.PaperPlan;

/**
 * What a paper's trials are made of: hashes of files, choices of methods, lengths behind shares.
 *
 * @param folder of this machine's files: a miniature of a backbone has sizes of its own
 * @param weightsOf sha256 of a backbone, by its id
 * @param dataOf sha256 of a task's images, by its id and their decoder
 */
record PaperWorld(
    DataFolder folder,
    Function<String, String> weightsOf,
    BiFunction<String, Pixels, String> dataOf)
    implements PaperPlan.World {

  /** The files of this machine. */
  static PaperWorld ofFiles(DataFolder folder) {
    return new PaperWorld(
        folder,
        id -> Pretrained.get(id, folder).sha256(),
        (id, pixels) -> new Tasks(folder, pixels.decoder()).sha256(id));
  }

  /** No files: what is planned can be counted, and cannot be run. */
  static PaperWorld withoutFiles(DataFolder folder) {
    return new PaperWorld(
        folder, id -> RunProvenance.UNKNOWN, (id, pixels) -> RunProvenance.UNKNOWN);
  }

  /** The files that trials were run with elsewhere. */
  static PaperWorld of(Collection<TrialResult> results, DataFolder folder) {
    return new PaperWorld(
        folder,
        id -> hash(results, "backbone " + id, Trial::weights, trial -> trial.backbone().equals(id)),
        (id, pixels) -> hash(results, "task " + id, Trial::data, decodedTo(id, pixels, folder)));
  }

  /**
   * The trials of a task whose images were decoded as chosen. Of other files than this machine's it
   * cannot be told; all trials on them are among these.
   */
  static Predicate<Trial> decodedTo(String task, Pixels pixels, DataFolder folder) {
    Set<String> others =
        Arrays.stream(Pixels.values())
            .map(other -> new Tasks(folder, other.decoder()).sha256(task))
            .collect(Collectors.toCollection(HashSet::new));
    others.remove(new Tasks(folder, pixels.decoder()).sha256(task));
    return trial -> trial.task().equals(task) && !others.contains(trial.data());
  }

  private static String hash(
      Collection<TrialResult> results,
      String what,
      Function<Trial, String> hash,
      Predicate<Trial> of) {
    Set<String> hashes =
        results.stream().map(TrialResult::trial).filter(of).map(hash).collect(Collectors.toSet());
    if (hashes.size() > 1) {
      throw new IllegalArgumentException(
          "the journal has trials with different files of %s: %s; split it"
              .formatted(what, String.join(", ", new TreeSet<>(hashes))));
    }
    return hashes.stream().findFirst().orElse(RunProvenance.UNKNOWN);
  }

  @Override
  public String weights(String backbone) {
    return weightsOf.apply(backbone);
  }

  @Override
  public String data(String task, Pixels pixels) {
    return dataOf.apply(task, pixels);
  }

  @Override
  public ImmutableSet<String> choices(String method, String backbone) {
    return TuningMethods.get(method).options(architecture(backbone));
  }

  @Override
  public boolean freezesEncoder(String method, String backbone) {
    return TuningMethods.get(method).prefix(architecture(backbone)) == FrozenPrefix.ENCODER;
  }

  /** From the share of this row, or of another with its method and backbone. */
  @Override
  public Optional<ImpliedLength> implied(Paper paper, PaperRow row, PaperTask task) {
    Architecture architecture = architecture(row.backbone());
    int widths = TuningMethods.get(row.method()).promptWidths(architecture);
    if (widths == 0 || isMiniature(row.backbone())) {
      return Optional.empty();
    }
    ImmutableSet<String> alike =
        paper.rows().stream()
            .filter(other -> other.method().equals(row.method()))
            .filter(other -> other.backbone().equals(row.backbone()))
            .map(PaperRow::as)
            .collect(ImmutableSet.toImmutableSet());
    return paper.values().stream()
        .filter(value -> value.task().equals(task.id()))
        .filter(value -> alike.contains(value.table() + "/" + value.row()))
        .flatMap(value -> value.tunedShare().stream())
        .map(share -> ImpliedLength.of(architecture, widths, task, share))
        .findFirst();
  }

  private Architecture architecture(String backbone) {
    return Pretrained.get(backbone, folder).model().architecture();
  }

  /** The paper prints no share of a miniature. */
  private boolean isMiniature(String backbone) {
    return !architecture(backbone).equals(Pretrained.model(backbone).architecture());
  }
}
