package org.e2vpt.harness.tuned;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.e2vpt.harness.backbone.Backbone;
import org.e2vpt.harness.backbone.Pretrained;
import org.e2vpt.harness.checkpoint.HostTensor;
import org.e2vpt.harness.data.InputPixels;
import org.e2vpt.harness.data.image.LabelledImages;
import org.e2vpt.harness.tensor.Execution;
import org.e2vpt.harness.tensor.Initial;
import org.e2vpt.harness.tensor.Tensors;
import org.e2vpt.harness.tensor.Torch;
import org.e2vpt.harness.training.EpochListener;
import org.e2vpt.harness.training.Recipe;
import org.e2vpt.harness.training.Trainer;
import org.e2vpt.harness.trial.BuildInfo;
import org.e2vpt.harness.tuning.Adaptation;
import org.e2vpt.harness.tuning.Tuning;
import org.e2vpt.harness.tuning.TuningMethods;

/**
 * A backbone on a device, for any number of models that are tuned on it. It stays frozen; close it
 * after them.
 *
 * @param id as {@link Pretrained} knows it
 * @param sha256 of its weights
 * @param manager owns the weights
 */
public record LoadedBackbone(
    String id, String sha256, Backbone backbone, Execution execution, NDManager manager)
    implements AutoCloseable {

  /** On the processor, in float32. */
  public static LoadedBackbone of(Pretrained pretrained) {
    return of(pretrained, Execution.DEFAULT);
  }

  /** On all cores of the processor. */
  public static LoadedBackbone of(Pretrained pretrained, Execution execution) {
    Torch.start(Runtime.getRuntime().availableProcessors());
    return of(pretrained, execution, "cpu");
  }

  /**
   * On any device, once the engine has been started.
   *
   * @param device as the engine calls it, such as {@code cpu} or {@code gpu0}
   * @throws IllegalStateException if the files of the weights are missing, with what to do
   */
  public static LoadedBackbone of(Pretrained pretrained, Execution execution, String device) {
    Torch.requirePossible(execution.precision(), device);
    NDManager manager = Torch.manager(device);
    Map<String, NDArray> weights = new LinkedHashMap<>();
    pretrained
        .weights()
        .forEach((name, tensor) -> weights.put(name, Tensors.toDevice(manager, tensor)));
    return new LoadedBackbone(
        pretrained.id(),
        pretrained.sha256(),
        pretrained.model().over(weights, execution),
        execution,
        manager);
  }

  /** How image files of one's own become its inputs: squares out of the middle. */
  public InputPixels pixels() {
    return InputPixels.cropped(backbone.architecture().image());
  }

  /**
   * Tunes it by a method.
   *
   * @param method id of one of {@link TuningMethods}
   * @param options of the method, as words; those that are not given have their defaults
   * @param images to train on, with labels that count {@code classes} from 0
   * @param classes their names
   * @param pixels how an image file becomes such an image, which the model says of itself
   * @param seed of the initial values, the order of images and dropout
   * @throws IllegalArgumentException naming an unknown method or option, and those there are
   * @throws org.e2vpt.harness.training.DivergedException if the loss leaves the real numbers
   */
  public TunedModel tune(
      String method,
      Map<String, String> options,
      LabelledImages images,
      List<String> classes,
      InputPixels pixels,
      Recipe recipe,
      int seed,
      EpochListener epochs) {
    NDManager own = manager.newSubManager();
    Tuning tuning =
        TuningMethods.get(method)
            .apply(
                new Adaptation(
                    backbone,
                    classes.size(),
                    options,
                    new Initial(seed),
                    own,
                    LoadedBackbone::none));
    new Trainer(tuning, own).train(images, recipe, seed, epochs);
    return new TunedModel(
        new TunedInfo(
            id,
            sha256,
            method,
            ImmutableSortedMap.copyOf(options),
            ImmutableList.copyOf(classes),
            pixels,
            execution,
            BuildInfo.ofProgram().commit(),
            Optional.empty()),
        tuning,
        own);
  }

  private static Map<String, HostTensor> none(String id) {
    throw new IllegalArgumentException(
        "the options name the trial or file '%s', which cannot be used here".formatted(id));
  }

  /**
   * A model that was tuned on these weights before.
   *
   * @throws IllegalArgumentException if it was tuned on others, naming both
   */
  public TunedModel with(TunedWeights tuned) {
    TunedInfo info = tuned.info();
    if (!info.weights().equals(sha256)) {
      throw new IllegalArgumentException(
          "the model was tuned on %s with sha256 %s, but the weights of %s here have %s; use the file that it was tuned on"
              .formatted(info.backbone(), info.weights(), id, sha256));
    }
    NDManager own = manager.newSubManager();
    Tuning tuning =
        TuningMethods.get(info.method())
            .restore(backbone, info.classes().size(), info.options(), tuned.tensors(), own);
    return new TunedModel(info, tuning, own);
  }

  @Override
  public void close() {
    manager.close();
  }
}
