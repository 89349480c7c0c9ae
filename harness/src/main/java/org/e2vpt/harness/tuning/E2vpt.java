package org.e2vpt.harness.tuning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import com.google.common.base.Suppliers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.e2vpt.harness.backbone.Architecture;
import org.e2vpt.harness.backbone.BlockHooks;
import org.e2vpt.harness.checkpoint.HostTensor;
import org.e2vpt.harness.protocol.Protocol;
import org.e2vpt.harness.protocol.Protocol.Cascade;
import org.e2vpt.harness.protocol.Protocol.MaskTraining;
import org.e2vpt.harness.protocol.Protocol.Masks;
import org.e2vpt.harness.protocol.Protocol.PrunedTokens;
import org.e2vpt.harness.protocol.Protocol.Rewinding;
import org.e2vpt.harness.protocol.Protocol.SegmentLayout;
import org.e2vpt.harness.protocol.Protocol.SwinBias;
import org.e2vpt.harness.tensor.Losses;
import org.e2vpt.harness.tensor.Tensors;
import org.e2vpt.harness.tensor.Torch;
import org.e2vpt.harness.tuning.KeyValuePrompts.Init;
import org.e2vpt.harness.tuning.KeyValuePrompts.Place;
import org.jspecify.annotations.Nullable;

/**
 * E²VPT (§3): visual prompts in every block, key-value prompts in every attention, and the head.
 *
 * <p>An unpruned trial leaves the initial values of its prompts and their importance scores. A
 * trial with the option {@code prune-from} reads them: it prunes {@code prune-tokens} of the P
 * tokens and {@code prune-segments} of the R segments of those that are left, and trains what
 * remains ("rewinding", §3.3).
 */
final class E2vpt extends Tuning {

  private static final String TOKEN_MASK = "mask.tokens";
  private static final String SEGMENT_MASK = "mask.segments";

  private final int length;
  private final int segments;
  private final int tokensOut;
  private final int segmentsOut;
  private final float dropout;
  private final Protocol.Importance importance;
  private final SegmentLayout layout;
  private final boolean removes;
  private final Shape tokenShape; // (l, P)
  private final Shape promptShape; // (blocks, P, D) of the blocks that are pruned, before it
  private final boolean prunes;
  private final boolean keysInFront;
  private final boolean mixesImages;
  private final VisualPrompts visual;
  private final KeyValuePrompts keyValue;
  private final @Nullable Parameter tokenMask;
  private final @Nullable Parameter segmentMask;
  private final Map<String, HostTensor> initial = new LinkedHashMap<>();
  private @Nullable PromptMask mask;

  /**
   * The tokens that pruning left, if it left the others as zeros: indices, for each mask of tokens.
   * Asked for with the first images, as the mask may be set until then.
   */
  private final Supplier<List<NDArray>> kept =
      Suppliers.memoize(() -> Objects.requireNonNull(mask).keptTokens());

  E2vpt(Declaration declaration) {
    super(declaration);
    Architecture architecture = declaration.architecture();
    Options options = declaration.options();
    length = options.integer("visual", 10, 1);
    int keyValueLength = options.integer("kv", 5, 0);
    Place place = options.choice("kv-place", Place.BEFORE);
    boolean shared = options.flag("kv-share", true);
    Init init = options.choice("kv-init", Init.HE);
    dropout = options.probability("prompt-dropout", 0.1);
    importance = options.choice("importance", Protocol.PAPER.importance());
    segments = options.integer("segments", Protocol.PAPER.segments(), 1);
    layout = options.choice("segment-layout", Protocol.PAPER.segmentLayout());
    Masks masks = options.choice("masks", Protocol.PAPER.masks());
    MaskTraining training = options.choice("mask-training", Protocol.PAPER.maskTraining());
    Cascade cascade = options.choice("cascade", Protocol.PAPER.cascade());
    PrunedTokens pruned = options.choice("pruned-tokens", Protocol.PAPER.prunedTokens());
    Rewinding rewinding = options.choice("rewinding", Protocol.PAPER.rewinding());
    String source = options.text("prune-from");
    tokensOut = options.integer("prune-tokens", 0, 0);
    segmentsOut = options.integer("prune-segments", 0, 0);
    prunes = !source.isEmpty();
    removes = prunes && pruned == PrunedTokens.REMOVED;
    mixesImages = VisualPrompts.mixesImages(declaration);
    boolean misaligned = misaligns(declaration);
    keysInFront = place == Place.BEFORE || misaligned;
    int width = architecture.stages().get(0).width();
    int blocks = prunedBlocks(declaration);
    requirePossible(architecture, blocks);

    int layers = masks == Masks.SHARED ? 1 : blocks;
    tokenShape = new Shape(layers, length);
    promptShape = new Shape(blocks, length, width);
    Shape ofSegments = tokenShape.add(segments);
    Supplier<Pruning> pruning =
        Suppliers.memoize(
            () ->
                Pruning.of(
                    Importance.of(declaration.artifact(source)).require(ofSegments),
                    tokensOut,
                    segmentsOut,
                    cascade));
    boolean rewinds = prunes && rewinding == Rewinding.INITIAL;
    Start fresh = VisualPrompts.fresh(architecture);
    visual =
        VisualPrompts.deep(
            declaration,
            stage -> removes && stage == 0 ? length - tokensOut : length,
            (stage, shape) ->
                rewinds
                    ? (random, name, count) -> {
                      boolean shorter = removes && stage == 0;
                      float[] stored =
                          stored(declaration.artifact(source), name, shorter ? promptShape : shape);
                      return shorter ? pruning.get().keep(stored, blocks, width) : stored;
                    }
                    : fresh);
    keyValue =
        KeyValuePrompts.declare(
            declaration,
            keyValueLength,
            shared,
            place,
            init,
            (name, shape, random) ->
                rewinds
                    ? (ignored, same, count) -> stored(declaration.artifact(source), name, shape)
                    : random);

    Shape tokens = new Shape(1).addAll(tokenShape);
    if (removes) {
      Shape left = new Shape(1, layers, length - tokensOut, segments);
      tokenMask = null;
      segmentMask =
          declaration.frozen(
              SEGMENT_MASK, left, (random, name, count) -> pruning.get().maskOfTokensLeft());
    } else if (prunes) {
      tokenMask =
          declaration.frozen(
              TOKEN_MASK, tokens, (random, name, count) -> pruning.get().tokenMask());
      segmentMask =
          declaration.frozen(
              SEGMENT_MASK, tokens.add(segments), (random, name, count) -> pruning.get().mask());
    } else if (training == MaskTraining.TRAINED) {
      tokenMask = declaration.trainable(TOKEN_MASK, tokens, Start.ONES);
      segmentMask = declaration.trainable(SEGMENT_MASK, tokens.add(segments), Start.ONES);
    } else {
      tokenMask = null;
      segmentMask = null;
    }
  }

  private static boolean misaligns(Declaration declaration) {
    return declaration.architecture().hierarchical()
        && declaration.options().choice("swin-bias", Protocol.PAPER.swinBias())
            == SwinBias.MISALIGNED;
  }

  /** How many blocks, from the first, have prompts that are pruned. */
  private static int prunedBlocks(Declaration declaration) {
    Architecture architecture = declaration.architecture();
    if (!architecture.hierarchical()) {
      return architecture.depth();
    }
    return switch (declaration.options().choice("swin-pruning", Protocol.PAPER.swinPruning())) {
      case FIRST_STAGE -> architecture.stages().get(0).depth();
      case FIRST_BLOCK -> 1;
    };
  }

  private void requirePossible(Architecture architecture, int blocks) {
    int width = architecture.stages().get(0).width();
    if (!prunes && tokensOut + segmentsOut > 0) {
      throw new IllegalArgumentException(
          "prune-tokens and prune-segments need prune-from: the id of an unpruned trial");
    }
    if (tokensOut >= length || segmentsOut >= segments) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "cannot prune %d of %d tokens and %d of %d segments: one of each has to stay",
              tokensOut,
              length,
              segmentsOut,
              segments));
    }
    if (removes && blocks < architecture.stages().get(0).depth()) {
      throw new IllegalArgumentException(
          "tokens cannot be removed from some blocks of a stage only: with swin-pruning=first-block,"
              + " pruned-tokens has to be zeroed");
    }
    if (width % segments != 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "prompts of width %d cannot be divided into %d equal segments",
              width,
              segments));
    }
  }

  private static float[] stored(Map<String, HostTensor> artifact, String name, Shape shape) {
    HostTensor tensor = Artifacts.require(artifact, name);
    Artifacts.requireShape(name, tensor, shape);
    return tensor.floats();
  }

  @Override
  protected void built() {
    visual.parameters().forEach(this::rememberInitial);
    keyValue.parameters().forEach(this::rememberInitial);
    if (segmentMask != null) {
      mask =
          new PromptMask(tokenMask == null ? null : tokenMask.array(), segmentMask.array(), layout);
    }
  }

  private void rememberInitial(Parameter parameter) {
    initial.put(parameter.name(), Tensors.toHost(parameter.array()));
  }

  /** Multiplies the visual prompts by these masks from now on. */
  void setMask(@Nullable PromptMask mask) {
    this.mask = mask;
  }

  @Override
  public BlockHooks block(int index) {
    return new Block(index);
  }

  private final class Block implements BlockHooks {

    private final int index;

    Block(int index) {
      this.index = index;
    }

    @Override
    public boolean enter() {
      return visual.enter(index);
    }

    @Override
    public @Nullable NDArray prompts(long images) {
      if (!enter()) {
        return null;
      }
      NDArray own = visual.of(index);
      PromptMask masks = index < promptShape.get(0) ? mask : null;
      if (masks != null) {
        own = masks.apply(index, own);
      }
      return dropoutForEach(
          images, zeroes() ? own.get(new NDIndex(":, {}", kept())) : own, dropout);
    }

    @Override
    public int zeroPrompts() {
      return zeroes() ? length - (int) kept().size() : 0;
    }

    /** Whether pruned tokens enter the block as zeros. */
    private boolean zeroes() {
      return prunes && !removes && tokensOut > 0 && index < promptShape.get(0);
    }

    private NDArray kept() {
      List<NDArray> masks = kept.get();
      return masks.get(masks.size() == 1 ? 0 : index);
    }

    @Override
    public NDList keys(NDList keys) {
      return keyValue.withKeys(index, keys);
    }

    @Override
    public NDList values(NDList values) {
      return keyValue.withValues(index, values);
    }

    @Override
    public boolean keysInFront() {
      return keysInFront;
    }

    @Override
    public boolean mixesImages() {
      return mixesImages;
    }
  }

  @Override
  protected long removed() {
    return removes ? promptShape.size() / length * tokensOut : 0;
  }

  @Override
  protected long pruned() {
    long ofToken = promptShape.size() / length; // in all blocks together
    long ofSegments = ofToken / segments * segmentsOut * (length - tokensOut);
    return prunes ? ofToken * tokensOut + ofSegments : 0;
  }

  @Override
  public Map<String, HostTensor> artifact(Consumer<Consumer<Batch>> eachBatch) {
    if (prunes) {
      return Map.of();
    }
    Map<String, HostTensor> artifact = new LinkedHashMap<>(initial);
    artifact.putAll(importance(eachBatch).named());
    return artifact;
  }

  /**
   * Scores every token and segment, with dropout off. Each image has masks of its own, so that one
   * backward pass over a batch's summed loss gives ∂L(x)/∂ρ of each image x.
   */
  Importance importance(Consumer<Consumer<Batch>> eachBatch) {
    Importance.Mean ofTokens = new Importance.Mean(tokenShape, importance);
    Importance.Mean ofSegments = new Importance.Mean(tokenShape.add(segments), importance);
    PromptMask trained = mask;
    setTraining(false);
    eachBatch.accept(
        batch ->
            Torch.withGradients(
                true,
                () -> {
                  try (NDScope scope = new NDScope()) {
                    scope.suppressNotUsedWarning();
                    long images = batch.images().getShape().get(0);
                    PromptMask own =
                        trained == null
                            ? PromptMask.ones(
                                batch.images().getManager(),
                                new Shape(images).addAll(tokenShape),
                                segments,
                                layout)
                            : trained.forEachOf(images);
                    setMask(own);
                    NDArray loss = Losses.crossEntropy(logits(batch.images()), batch.labels());
                    Torch.backward(loss, (double) images);
                    ofTokens.add(own.tokenGradients());
                    ofSegments.add(own.segments().getGradient());
                    setMask(trained);
                  }
                  return null;
                }));
    return new Importance(ofTokens.get(), ofSegments.get());
  }
}
