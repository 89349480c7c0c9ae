package org.e2vpt.harness.tuning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.common.collect.ImmutableList;
import java.util.LinkedHashMap;
import java.util.Map;
import org.e2vpt.harness.backbone.Backbone;
import org.e2vpt.harness.backbone.Model;
import org.e2vpt.harness.backbone.Pretraining;
import org.e2vpt.harness.backbone.SwinConfig;
import org.e2vpt.harness.backbone.VitConfig;
import org.e2vpt.harness.checkpoint.HostTensor;
import org.e2vpt.harness.tensor.Execution;
import org.e2vpt.harness.tensor.Initial;
import org.e2vpt.harness.tuning.Tuning.Batch;

/** One encoder of each kind, of the smallest size at which all that they compute occurs. */
public final class SmallEncoders {

  private static final int SIDE = 16;

  private SmallEncoders() {}

  /** A method on one of them, with what an earlier trial left if the options read it. */
  public static Tuning tuning(
      Backbone backbone, NDManager manager, String method, Map<String, String> options) {
    return TinyModel.tuning(
        backbone, manager, method, options, artifact(backbone, manager, options));
  }

  /** Three images. */
  public static Batch batch(NDManager manager) {
    return new Batch(images(manager), manager.create(new long[] {0, 1, 2}));
  }

  /** With random weights. */
  public static Backbone backbone(NDManager manager, String encoder, Execution execution) {
    return backbone(manager, model(encoder), execution);
  }

  /** Any model with random weights. */
  public static Backbone backbone(NDManager manager, Model model, Execution execution) {
    Initial initial = new Initial(1);
    Map<String, NDArray> weights = new LinkedHashMap<>();
    model
        .architecture()
        .weights()
        .forEach(
            (name, shape) ->
                weights.put(
                    name, manager.create(initial.normal(name, (int) shape.size(), 0.2), shape)));
    return model.over(weights, execution);
  }

  private static Model model(String encoder) {
    VitConfig vit = new VitConfig(SIDE, 4, 16, 3, 2, 32);
    return switch (encoder) {
      case "vit" -> vit;
      case "fine-vit" -> new VitConfig(SIDE, 2, 16, 3, 2, 32); // enough tokens for the kernel
      case "mae" -> vit.with(Pretraining.MAE);
      case "moco" -> vit.with(Pretraining.MOCO);
      case "swin" ->
          new SwinConfig(SIDE, 2, 8, ImmutableList.of(2, 2), ImmutableList.of(2, 4), 4, 2);
      default -> throw new IllegalArgumentException(encoder);
    };
  }

  private static NDArray images(NDManager manager) {
    Shape shape = new Shape(3, 3, SIDE, SIDE);
    return manager.create(new Initial(2).normal("images", (int) shape.size(), 1), shape);
  }

  /** What an unpruned trial leaves, if these options read it. */
  private static Map<String, HostTensor> artifact(
      Backbone backbone, NDManager manager, Map<String, String> options) {
    if (!options.containsKey("prune-from")) {
      return Map.of();
    }
    Map<String, String> unpruned = new LinkedHashMap<>(options);
    unpruned.keySet().removeIf(option -> option.startsWith("prune"));
    Tuning first = TinyModel.tuning(backbone, manager, "e2vpt", unpruned, Map.of());
    return first.artifact(work -> work.accept(batch(manager)));
  }
}
