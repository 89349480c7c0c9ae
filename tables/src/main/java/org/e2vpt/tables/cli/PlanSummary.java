package org.e2vpt.tables.cli;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.Arrays;
import org.e2vpt.harness.data.DatasetsLock.LockedFile;
import org.e2vpt.tables.cost.Downloads;
import org.e2vpt.tables.cost.Estimate;
import org.e2vpt.tables.cost.PlanEstimate;
import org.e2vpt.tables.cost.Speed;
import org.e2vpt.tables.plan.Stage;

/**
 * What {@code plan --json} prints; docs/json.md describes its members.
 *
 * @param basis how the speed is known, in words
 * @param tables one for each page, and if there are several, {@code together} last
 * @param fitting what fits into {@code --hours}, in the order in which it answers most
 */
record PlanSummary(
    String device,
    int devices,
    String precision,
    String basis,
    ImmutableList<OfTable> tables,
    ImmutableList<OfAnswer> fitting) {

  /**
   * A page.
   *
   * @param sharedTrials how many more trials are the same as some of these
   * @param budgets hours of each budget
   * @param verdicts what the verdicts will be able to tell, in sentences
   */
  record OfTable(
      String name,
      OfStage all,
      ImmutableList<OfStage> stages,
      long sharedTrials,
      ImmutableMap<String, Double> budgets,
      OfFiles files,
      ImmutableList<String> verdicts) {

    static OfTable of(
        String name,
        PlanEstimate estimate,
        Speed speed,
        int devices,
        ImmutableMap<String, Double> budgets,
        Downloads files,
        ImmutableList<String> verdicts) {
      return new OfTable(
          name,
          OfStage.of("all", estimate.all(), speed, devices),
          Arrays.stream(Stage.values())
              .filter(stage -> estimate.stage(stage).trials() > 0)
              .map(stage -> OfStage.of(stage.title(), estimate.stage(stage), speed, devices))
              .collect(ImmutableList.toImmutableList()),
          estimate.shared(),
          budgets,
          OfFiles.of(files),
          verdicts);
    }
  }

  /** A stage of the trials, or all. */
  record OfStage(
      String stage,
      long trials,
      double imagesForward,
      double imagesBackward,
      double flops,
      double hours) {

    private static OfStage of(String stage, Estimate estimate, Speed speed, int devices) {
      return new OfStage(
          stage,
          estimate.trials(),
          estimate.forward(),
          estimate.backward(),
          estimate.flops(),
          speed.hours(estimate.flops()) / devices);
    }
  }

  /** Bytes on the disk; files whose size is not known count nothing. */
  record OfFiles(long bytes, long missingBytes, long decodedBytes, long undecodedBytes) {

    private static OfFiles of(Downloads files) {
      return new OfFiles(
          bytes(files.needed()), bytes(files.missing()), files.decoded(), files.undecoded());
    }

    private static long bytes(Iterable<LockedFile> files) {
      long sum = 0;
      for (LockedFile file : files) {
        sum += file.bytes().orElse(0);
      }
      return sum;
    }
  }

  /** Cells that are whole together, and what they cost beside those before. */
  record OfAnswer(String table, double hours, ImmutableList<String> cells) {}

  static PlanSummary of(
      Speed speed, int devices, ImmutableList<OfTable> tables, ImmutableList<OfAnswer> fitting) {
    return new PlanSummary(
        speed.device(), devices, speed.precision().word(), speed.toString(), tables, fitting);
  }
}
