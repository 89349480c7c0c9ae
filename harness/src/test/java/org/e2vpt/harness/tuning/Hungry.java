package org.e2vpt.harness.tuning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Map;
import java.util.function.Supplier;
import org.e2vpt.harness.names.Word;
import org.e2vpt.harness.tensor.Initial;

/**
 * Trains a head behind the whole encoder, and asks the engine for more memory than any machine has
 * if a batch is large.
 */
public final class Hungry extends Tuning {

  private static final Shape PETABYTES = new Shape(1L << 50);

  private final int most;

  private record HungryOptions(@Word(atLeast = 1) int most) implements MethodOptions {}

  private Hungry(Declaration declaration, HungryOptions options) {
    super(declaration);
    most = options.most();
  }

  /** One that computes on so many images at a time. */
  public static Tuning of(NDManager manager, int most) {
    return Method.of("hungry", HungryOptions.class, Hungry::new)
        .apply(
            new Adaptation(
                TinyModel.backbone(manager),
                TinyModel.CLASSES,
                Map.of("most", Integer.toString(most)),
                new Initial(1),
                manager,
                id -> Map.of()));
  }

  @Override
  public NDArray features(NDArray come, Supplier<NDArray> images) {
    if (come.getShape().get(0) > most) {
      come.getManager().zeros(PETABYTES).close();
    }
    return super.features(come, images);
  }
}
