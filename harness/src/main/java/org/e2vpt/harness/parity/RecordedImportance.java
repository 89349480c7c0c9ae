package org.e2vpt.harness.parity;

import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.e2vpt.harness.checkpoint.HostTensor;
import org.e2vpt.harness.tensor.Tensors;
import org.e2vpt.harness.tuning.Tuning;
import org.e2vpt.harness.tuning.Tuning.Batch;

/**
 * Scores of masks over recorded batches, and the masks that the recorded scores lead to. Scores
 * nearly cancel, so they are compared absolutely, and masks are made of the recorded ones: the
 * order of scores near 0 is not stable.
 */
final class RecordedImportance {

  private static final double TOLERANCE = 1e-5;

  private final RecordedRun again;
  private final Fixture run;
  private final Consumer<ParityComparison> found;
  private final Map<String, HostTensor> state;
  private final RecordedMethod method;

  RecordedImportance(RecordedRun again, Consumer<ParityComparison> found) {
    this.again = again;
    this.run = again.run();
    this.found = found;
    this.state = OfficialNames.ours(run.section("state"));
    this.method = RecordedMethod.of(run, again.backbone().architecture(), state, state.keySet());
  }

  void compare() {
    List<Batch> batches = batches();
    Map<String, HostTensor> scores =
        again.tuning(method, state, Map.of()).artifact(batches::forEach);
    HostTensor tokens = run.get("importance_token");
    HostTensor segments = run.get("importance_piece");
    double scale = Math.max(1, ParityComparison.largest(Fixture.doubles(segments)));
    compare("importance_token", score(scores, "tokens"), tokens, TOLERANCE * scale);
    compare("importance_piece", score(scores, "segments"), segments, TOLERANCE * scale);

    Map<String, HostTensor> recorded = RecordedRun.importance(tokens.floats(), segments.floats());
    run.section("token_mask")
        .forEach(
            (count, mask) ->
                compare("token_mask/" + count, mask(recorded, count, "0", "tokens"), mask, 0));
    run.section("piece_mask")
        .forEach(
            (count, mask) ->
                compare("piece_mask/" + count, mask(recorded, "0", count, "segments"), mask, 0));
  }

  private List<Batch> batches() {
    List<Batch> batches = new ArrayList<>();
    for (int i = 0; run.has("batch" + i + "/input"); i++) {
      batches.add(
          new Batch(
              Tensors.toDevice(again.manager(), run.get("batch" + i + "/input")),
              again.manager().create(run.get("batch" + i + "/target").longs())));
    }
    return batches;
  }

  private static HostTensor score(Map<String, HostTensor> scores, String of) {
    return Objects.requireNonNull(scores.get("importance." + of), of);
  }

  private HostTensor mask(
      Map<String, HostTensor> scores, String tokensOut, String segmentsOut, String of) {
    ImmutableMap<String, String> options =
        ImmutableMap.<String, String>builder()
            .putAll(method.options())
            .put("prune-from", run.name())
            .put("prune-tokens", tokensOut)
            .put("prune-segments", segmentsOut)
            .buildOrThrow();
    Tuning pruned = again.tuning(new RecordedMethod(method.method(), options), Map.of(), scores);
    return Tensors.toHost(
        Objects.requireNonNull(pruned.untrained().get("mask." + of), () -> "no mask of " + of));
  }

  private void compare(String quantity, HostTensor ours, HostTensor theirs, double tolerance) {
    run.requireSameShape(quantity, ours.shape(), theirs);
    found.accept(
        ParityComparison.of(
            run.name(), quantity, ours.floats(), Fixture.doubles(theirs), tolerance));
  }
}
