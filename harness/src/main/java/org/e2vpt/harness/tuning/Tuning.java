package org.e2vpt.harness.tuning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.norm.Dropout;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.e2vpt.harness.backbone.Backbone;
import org.e2vpt.harness.backbone.FrozenPrefix;
import org.e2vpt.harness.backbone.Hooks;
import org.e2vpt.harness.checkpoint.HostTensor;
import org.e2vpt.harness.tensor.Initial;
import org.e2vpt.harness.tensor.Tensors;
import org.jspecify.annotations.Nullable;

/**
 * A backbone being tuned by one method: its trainable tensors, and how they plug into the encoder.
 *
 * <p>It is built on a device by {@link Method#apply}. A method has one subclass, whose constructor
 * declares the tensors it trains; it overrides those of the {@link Hooks} that it needs. The head
 * is added here.
 */
public abstract class Tuning implements Hooks {

  private final Declaration declaration;
  private final Head head;
  private @Nullable Backbone backbone;
  private boolean training;

  /** A method whose head is one linear layer. */
  protected Tuning(Declaration declaration) {
    this(declaration, Head.linear(declaration));
  }

  protected Tuning(Declaration declaration, Head head) {
    this.declaration = declaration;
    this.head = head;
  }

  /** Builds all tensors: before it, a {@link Method} can only look at what is declared. */
  final void build(Backbone encoder, Initial initial, NDManager manager) {
    backbone = declaration.build(encoder, initial, manager);
    built();
  }

  /** Builds all tensors as {@link #tensors} had them. */
  final void restore(Backbone encoder, Map<String, HostTensor> tensors, NDManager manager) {
    declaration.requireShapes(tensors);
    backbone = declaration.restore(encoder, tensors, manager);
    built();
  }

  /** Called once all tensors are built. */
  protected void built() {}

  /** The encoder that the forward pass uses. */
  public final Backbone backbone() {
    if (backbone == null) {
      throw new IllegalStateException("the method is declared but not built");
    }
    return backbone;
  }

  /** All trainable tensors by name; those of the encoder are called {@code backbone.…}. */
  public final Map<String, NDArray> trainable() {
    return declaration.trainable(backbone());
  }

  /** Tensors of the method that are not trained, by name: masks, running means. */
  public final Map<String, NDArray> untrained() {
    return declaration.untrained();
  }

  /**
   * All that distinguishes the tuned model from the backbone, by name: {@link #trainable} and
   * {@link #untrained}, in host memory.
   */
  public final Map<String, HostTensor> tensors() {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    trainable().forEach((name, array) -> tensors.put(name, Tensors.toHost(array)));
    untrained().forEach((name, array) -> tensors.put(name, Tensors.toHost(array)));
    return tensors;
  }

  /** Whether {@link #tensors} are most of a backbone, as those of Full are. */
  public final boolean tunesMostOfEncoder() {
    return declaration.tunesMostOfEncoder();
  }

  /** Whether nothing but the head is trained. */
  public boolean frozenFeatures() {
    return false;
  }

  /** Whether all that it computes has a form that gives the same bits each time on a GPU. */
  public boolean deterministic() {
    return true;
  }

  /** How far images go through the encoder before anything that is trained. */
  public FrozenPrefix prefix() {
    if (frozenFeatures()) {
      return FrozenPrefix.ENCODER;
    }
    return declaration.tunesEncoder() ? FrozenPrefix.NOTHING : FrozenPrefix.EMBEDDING;
  }

  /** Features of normalised images: (B, 3, H, W) to (B, features). */
  public final NDArray features(NDArray images) {
    return features(prefix().of(backbone(), images), () -> images);
  }

  /**
   * Features of images that went through the {@link #prefix}.
   *
   * @param come what has become of them there; may be closed
   * @param images themselves, normalised, for a method that reads both: (B, 3, H, W)
   * @return (B, features)
   */
  public NDArray features(NDArray come, Supplier<NDArray> images) {
    return switch (prefix()) {
      case NOTHING -> backbone().features(come, this);
      case EMBEDDING -> backbone().blocks(come, this);
      case ALL_BUT_LAST_BLOCK -> backbone().lastBlock(come, this);
      case ENCODER -> come;
    };
  }

  /** Whether this weight of the encoder is trained. */
  final boolean tunes(String weight) {
    return declaration.tunes(weight);
  }

  /** Whether training reads statistics of a whole batch, which parts of it do not have. */
  public final boolean normalisesBatches() {
    return head.normalisesBatches();
  }

  /** Logits of features: (B, features) to (B, C). */
  public final NDArray classify(NDArray features) {
    return head.logits(features, training);
  }

  /** Logits of normalised images: (B, 3, H, W) to (B, C). */
  public final NDArray logits(NDArray images) {
    return classify(features(images));
  }

  /** Dropout is active, and BatchNorm reads the batch, in training only. */
  public final void setTraining(boolean training) {
    this.training = training;
    trainingSet(training);
  }

  /** Called when training begins and when it ends, after which trained tensors stay as they are. */
  protected void trainingSet(boolean training) {}

  /** Dropout with this rate while training, else the same array. */
  protected final NDArray dropout(NDArray activations, float rate) {
    return dropout(activations, rate, training);
  }

  /** Dropout with this rate, drawn anew for each image: (1, …) to (B, …) while training. */
  protected final NDArray dropoutForEach(long images, NDArray ofAll, float rate) {
    if (!training || rate == 0) {
      return ofAll;
    }
    Shape each = new Shape(images).addAll(ofAll.getShape().slice(1));
    return dropout(ofAll.broadcast(each), rate);
  }

  /** The head, to be trained beside those of other trials: see {@link HeadStack}. */
  final Head head() {
    return head;
  }

  static NDArray dropout(NDArray activations, float rate, boolean training) {
    return training && rate > 0
        ? Dropout.dropout(activations, rate, true).singletonOrThrow()
        : activations;
  }

  /**
   * How many numbers are tuned, kept, and in all; from declared shapes, before or after a build.
   */
  public final Count count() {
    long tuned = declaration.trainableSize() + removed();
    return new Count(tuned, tuned - pruned(), declaration.totalSize());
  }

  /** Trained numbers that pruning took away, whether their tensors are shorter for it or masked. */
  protected long pruned() {
    return 0;
  }

  /** Those of {@link #pruned} that are in no tensor any more. */
  protected long removed() {
    return 0;
  }

  /**
   * What a later trial may need of this one, measured after training; empty for most methods.
   *
   * @param eachBatch runs its argument on every batch of the training images
   */
  public Map<String, HostTensor> artifact(Consumer<Consumer<Batch>> eachBatch) {
    return Map.of();
  }

  /**
   * Images with their labels.
   *
   * @param images (B, 3, H, W), normalised
   * @param labels (B), int64
   */
  public record Batch(NDArray images, NDArray labels) {}
}
