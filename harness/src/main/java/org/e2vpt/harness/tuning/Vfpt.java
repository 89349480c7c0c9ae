package org.e2vpt.harness.tuning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.e2vpt.harness.backbone.Architecture;
import org.e2vpt.harness.backbone.BlockHooks;
import org.e2vpt.harness.backbone.BlockSizes;
import org.e2vpt.harness.tensor.Tensors;
import org.e2vpt.harness.tensor.Torch;
import org.e2vpt.harness.tuning.VfptOptions.FourierPlace;
import org.jspecify.annotations.Nullable;

/**
 * VFPT (Zeng et al., 2024): the visual prompts of VPT, the first K = ⌊αP⌋ of each block being the
 * real part of a two-dimensional Fourier transform of what is trained; and the head. With α = 0 it
 * is VPT.
 *
 * <p>The transform is a fixed linear map, so rows that all images have alike are transformed once a
 * step, and for evaluation once for all.
 */
final class Vfpt extends Tuning {

  private final VfptOptions options;
  private final Architecture architecture;
  private final VisualPrompts prompts;
  private final List<Fourier> stages = new ArrayList<>();
  private final Map<Integer, NDArray> transformed = new HashMap<>(); // by block, in evaluation

  Vfpt(Declaration declaration, VfptOptions options) {
    super(declaration);
    this.options = options;
    this.architecture = declaration.architecture();
    this.prompts =
        options.deep()
            ? VisualPrompts.deep(declaration, options.visual())
            : VisualPrompts.shallow(declaration, options.visual());
  }

  /**
   * Re F(x) for x of (b, K, D), neither scaled nor shifted: Σₙₘ x[n,m] cos(2π(nk/K + md/D)).
   *
   * @param cosRows C_K: (K, K)
   * @param sinRows S_K: (K, K)
   * @param cosColumns C_D: (D, D)
   * @param sinColumns S_D: (D, D)
   */
  private record Fourier(NDArray cosRows, NDArray sinRows, NDArray cosColumns, NDArray sinColumns) {

    static Fourier of(NDManager manager, int rows, int columns) {
      return new Fourier(
          table(manager, rows, StrictMath::cos),
          table(manager, rows, StrictMath::sin),
          table(manager, columns, StrictMath::cos),
          table(manager, columns, StrictMath::sin));
    }

    /** f(2πab/N) for a and b below N. */
    private static NDArray table(NDManager manager, int n, DoubleUnaryOperator f) {
      float[] values = new float[n * n];
      for (int a = 0; a < n; a++) {
        for (int b = 0; b < n; b++) {
          values[a * n + b] = (float) f.applyAsDouble(2 * Math.PI * ((long) a * b % n) / n);
        }
      }
      return manager.create(values, new Shape(n, n));
    }

    NDArray apply(NDArray x, VfptOptions.FourierAxes axes) {
      return switch (axes) {
        case HIDDEN -> x.matMul(cosColumns);
        case SEQUENCE -> cosRows.matMul(x);
        case ALL -> cosRows.matMul(x.matMul(cosColumns)).sub(sinRows.matMul(x.matMul(sinColumns)));
      };
    }
  }

  @Override
  protected void built() {
    if (options.fourierRows() > 0) {
      for (Parameter stage : prompts.parameters()) {
        NDManager manager = stage.array().getManager();
        int width = Math.toIntExact(stage.shape().get(2));
        stages.add(Fourier.of(manager, options.fourierRows(), width));
      }
    }
  }

  @Override
  protected void trainingSet(boolean training) {
    transformed.values().forEach(NDArray::close);
    transformed.clear();
    if (!training) {
      Torch.withoutGradients(
          () -> {
            for (int block = 0; block < architecture.depth(); block++) {
              if (transforms(block)) {
                transformed.put(block, kept(block));
              }
            }
          });
    }
  }

  private NDArray kept(int block) {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      NDArray rows = inSequence(block, prompts.of(block));
      NDScope.unregister(rows);
      return rows;
    }
  }

  /** Whether some of a block's own prompts are transformed. */
  private boolean transforms(int block) {
    return options.fourierRows() > 0
        && prompts.enter(block)
        && options.fourierBlocks().has(block, architecture.depth());
  }

  /** From a block's trained rows to what enters it: (b, P, D) to the same. */
  private NDArray inSequence(int block, NDArray rows) {
    if (!transforms(block)) {
      return rows;
    }
    int k = options.fourierRows();
    NDArray first = k == options.visual() ? rows : Tensors.slice(rows, 1, 0, k);
    NDArray fourier = stages.get(architecture.stageOf(block)).apply(first, options.fourierAxes());
    if (k == options.visual()) {
      return fourier;
    }
    NDArray plain = Tensors.slice(rows, 1, k, Tensors.END);
    return options.fourierPlace() == FourierPlace.PREPEND
        ? fourier.concat(plain, 1)
        : plain.concat(fourier, 1);
  }

  @Override
  public BlockHooks block(int index) {
    return new BlockHooks() {

      @Override
      public boolean enter() {
        return prompts.enter(index);
      }

      @Override
      public @Nullable NDArray prompts(long images) {
        if (!enter()) {
          return null;
        }
        NDArray known = transformed.get(index);
        return known == null
            ? inSequence(index, dropoutForEach(images, prompts.of(index), options.activeDropout()))
            : known;
      }

      @Override
      public BlockSizes sizes() {
        boolean differ = options.activeDropout() > 0;
        return new BlockSizes(prompts.count(index), 0, differ, 0, 0, enter());
      }

      @Override
      public double promptOperations() {
        if (!transforms(index)) {
          return 0;
        }
        double k = options.fourierRows();
        double d = architecture.stages().get(architecture.stageOf(index)).width();
        return switch (options.fourierAxes()) {
          case HIDDEN -> 2 * k * d * d;
          case SEQUENCE -> 2 * k * k * d;
          case ALL -> 4 * k * d * (k + d);
        };
      }

      @Override
      public boolean mixesImages() {
        return options.swinWindows() == WindowPrompts.MIXED;
      }
    };
  }
}
