package org.e2vpt.harness.tuning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.e2vpt.harness.checkpoint.HostTensor;
import org.e2vpt.harness.tensor.Losses;
import org.e2vpt.harness.tensor.Tensors;
import org.e2vpt.harness.tensor.Torch;
import org.e2vpt.harness.tuning.KeyValuePrompts.Place;
import org.e2vpt.harness.tuning.KeyValuePrompts.Start;
import org.e2vpt.harness.tuning.PromptMask.Layout;
import org.jspecify.annotations.Nullable;

/**
 * E²VPT (§3): visual prompts in every block, key-value prompts in every attention, and the head.
 *
 * <p>An unpruned trial leaves the initial values of its prompts and their importance scores. A
 * trial with the option {@code prune-from} reads them: it removes the pruned tokens, masks the
 * pruned segments, and starts from the initial values again ("rewinding", §3.3).
 */
final class E2vpt extends Tuning {

  private static final String VISUAL = "visual_prompts";

  private final VisualPrompts visual;
  private final KeyValuePrompts keyValue;
  private final float dropout;
  private final int segments;
  private final int unprunedLength;
  private final @Nullable Pruning pruning;
  private final Map<String, HostTensor> initial = new LinkedHashMap<>();
  private @Nullable PromptMask mask;

  E2vpt(Adaptation adaptation) {
    super(adaptation, adaptation.backbone());
    Options options = adaptation.options();
    unprunedLength = options.integer("visual", 10, 1);
    int keyValueLength = options.integer("kv", 5, 1);
    Place place = options.choice("kv-place", Place.BEFORE);
    boolean shared = options.flag("kv-share", true);
    Start start = options.choice("kv-init", Start.HE);
    segments = options.integer("segments", 8, 1);
    dropout = options.probability("prompt-dropout", 0.1);
    String source = options.text("prune-from");
    int tokenPercent = options.integer("prune-tokens", 0, 0);
    int segmentPercent = options.integer("prune-segments", 0, 0);
    if (source.isEmpty()) {
      if (tokenPercent > 0 || segmentPercent > 0) {
        throw new IllegalArgumentException(
            "prune-tokens and prune-segments need prune-from: the id of an unpruned trial");
      }
      pruning = null;
      visual =
          new VisualPrompts(
              adaptation.trainable(
                  VisualPrompts.initial(adaptation, unprunedLength),
                  VisualPrompts.shape(backbone(), unprunedLength)));
      keyValue = KeyValuePrompts.fresh(adaptation, keyValueLength, shared, start, place);
      parameters().forEach((name, values) -> initial.put(name, Tensors.toHost(values)));
    } else {
      Map<String, HostTensor> artifact = adaptation.artifacts().apply(source);
      Importance importance = Importance.of(artifact);
      HostTensor stored = Artifacts.require(artifact, VISUAL);
      Shape unpruned = VisualPrompts.shape(backbone(), unprunedLength);
      Artifacts.requireShape(VISUAL, stored, unpruned);
      Shape ofSegments = new Shape(unpruned.get(0), unpruned.get(1), segments);
      Artifacts.requireShape("segments' importance", importance.segments(), ofSegments);
      pruning = Pruning.cascade(importance, tokenPercent, segmentPercent);
      int left = pruning.length();
      visual =
          new VisualPrompts(
              adaptation.trainable(
                  pruning.keep(stored.floats(), unprunedLength, backbone().width()),
                  VisualPrompts.shape(backbone(), left)));
      keyValue = KeyValuePrompts.stored(adaptation, artifact, keyValueLength, shared, place);
      int blocks = backbone().depth();
      mask =
          new PromptMask(
              adaptation.manager().ones(new Shape(1, blocks, left)),
              adaptation.manager().create(pruning.segments(), new Shape(1, blocks, left, segments)),
              Layout.CONTIGUOUS);
    }
  }

  @Override
  protected Map<String, NDArray> parameters() {
    Map<String, NDArray> parameters = new LinkedHashMap<>();
    parameters.put(VISUAL, visual.values());
    parameters.putAll(keyValue.named());
    return parameters;
  }

  /** Multiplies the visual prompts by these masks from now on. */
  void setMask(@Nullable PromptMask mask) {
    this.mask = mask;
  }

  @Override
  public NDArray tokens(int block, NDArray tokens) {
    NDArray own = dropout(visual.of(block, tokens.getShape().get(0)), dropout);
    return visual.insert(block, tokens, mask == null ? own : mask.apply(block, own));
  }

  @Override
  public NDArray keys(int block, NDArray keys) {
    return keyValue.withKeys(block, keys);
  }

  @Override
  public NDArray values(int block, NDArray values) {
    return keyValue.withValues(block, values);
  }

  @Override
  public long tuned() {
    return super.tuned() - visual.values().size() + unprunedVisual();
  }

  @Override
  public long kept() {
    return pruning == null
        ? tuned()
        : super.tuned()
            - visual.values().size()
            + pruning.segmentsLeft() * (backbone().width() / segments);
  }

  private long unprunedVisual() {
    return VisualPrompts.shape(backbone(), unprunedLength).size();
  }

  @Override
  public Map<String, HostTensor> artifact(Consumer<Consumer<Batch>> eachBatch) {
    if (pruning != null) {
      return Map.of();
    }
    Map<String, HostTensor> artifact = new LinkedHashMap<>(initial);
    artifact.putAll(importance(eachBatch).named());
    return artifact;
  }

  /**
   * Scores every token and segment of every block (Eq. 6), with dropout off. Each image has masks
   * of its own, all ones, so that one backward pass over a batch's summed loss gives |∂L(x)/∂ρ| of
   * each image x.
   */
  private Importance importance(Consumer<Consumer<Batch>> eachBatch) {
    int blocks = backbone().depth();
    Shape tokenShape = new Shape(blocks, unprunedLength);
    Sum tokenScores = new Sum(tokenShape);
    Sum segmentScores = new Sum(tokenShape.add(segments));
    setTraining(false);
    eachBatch.accept(
        batch ->
            Torch.withGradients(
                true,
                () -> {
                  try (NDScope scope = new NDScope()) {
                    scope.suppressNotUsedWarning();
                    long images = batch.images().getShape().get(0);
                    Shape ofImages = new Shape(images, blocks, unprunedLength);
                    PromptMask ones =
                        PromptMask.ones(
                            batch.images().getManager(), ofImages, segments, Layout.CONTIGUOUS);
                    setMask(ones);
                    NDArray loss = Losses.crossEntropy(logits(batch.images()), batch.labels());
                    Torch.backward(loss, (double) images);
                    tokenScores.add(ones.tokens().getGradient(), images);
                    segmentScores.add(ones.segments().getGradient(), images);
                    setMask(null);
                  }
                  return null;
                }));
    return new Importance(tokenScores.mean(), segmentScores.mean());
  }

  /** The mean of |x| over images. */
  private static final class Sum {
    private final Shape shape;
    private final double[] sums;
    private long images;

    Sum(Shape shape) {
      this.shape = shape;
      this.sums = new double[Math.toIntExact(shape.size())];
    }

    void add(NDArray gradients, long count) {
      float[] values = gradients.abs().sum(new int[] {0}).toFloatArray();
      for (int i = 0; i < sums.length; i++) {
        sums[i] += values[i];
      }
      images += count;
    }

    HostTensor mean() {
      float[] means = new float[sums.length];
      for (int i = 0; i < sums.length; i++) {
        means[i] = (float) (sums[i] / images);
      }
      return HostTensor.of(means, shape.getShape());
    }
  }
}
