package org.e2vpt.harness.tuning;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.norm.Dropout;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.e2vpt.harness.backbone.Backbone;
import org.e2vpt.harness.backbone.Hooks;
import org.e2vpt.harness.checkpoint.HostTensor;

/**
 * A backbone being tuned by one method: its trainable tensors, and how they plug into the encoder.
 *
 * <p>A method is one subclass, registered in {@link TuningMethods}. It overrides the {@link Hooks}
 * it needs, and names its own trainable tensors in {@link #parameters}; the head's are added here.
 */
public abstract class Tuning implements Hooks {

  private final Backbone backbone;
  private final Head head;
  private boolean training;

  /**
   * @param backbone whose weights the forward pass uses
   */
  protected Tuning(Adaptation adaptation, Backbone backbone) {
    this.backbone = backbone;
    this.head = new Head(adaptation);
  }

  /** The method's own trainable tensors by name, without the head's. */
  protected abstract Map<String, NDArray> parameters();

  /** The encoder that the forward pass uses. */
  public final Backbone backbone() {
    return backbone;
  }

  /** All trainable tensors by name, the method's own first. */
  public final Map<String, NDArray> trainable() {
    Map<String, NDArray> trainable = new LinkedHashMap<>(parameters());
    trainable.putAll(head.trainable());
    return trainable;
  }

  /**
   * Whether nothing inside the encoder is trained: then features are computed once, by {@link
   * #features}, and only {@link #classify} runs in training.
   */
  public boolean frozenFeatures() {
    return false;
  }

  /** Features of normalised images: (B, 3, H, W) to (B, features). */
  public final NDArray features(NDArray images) {
    return backbone.features(images, this);
  }

  /** Logits of features: (B, features) to (B, C). */
  public final NDArray classify(NDArray features) {
    return head.logits(features);
  }

  /** Logits of normalised images: (B, 3, H, W) to (B, C). */
  public final NDArray logits(NDArray images) {
    return classify(features(images));
  }

  /** Dropout is active in training only. */
  public final void setTraining(boolean training) {
    this.training = training;
  }

  /** Dropout with this rate while training, else the same array. */
  protected final NDArray dropout(NDArray activations, float rate) {
    return training && rate > 0
        ? Dropout.dropout(activations, rate, true).singletonOrThrow()
        : activations;
  }

  /** Trainable numbers, without subtracting what pruning removed. */
  public long tuned() {
    return trainable().values().stream().mapToLong(NDArray::size).sum();
  }

  /** Trainable numbers that pruning left. */
  public long kept() {
    return tuned();
  }

  /** All numbers of the adapted model: those of the frozen encoder and the tuned ones. */
  public long total() {
    return backbone.size() + tuned();
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
