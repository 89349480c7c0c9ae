package org.e2vpt.harness.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Measures a product of matrices on the processor, as a ViT-B/16's MLP has it for four images:
 * (788, 768) · (768, 3072), again and again for a second.
 */
public final class MatrixSpeed {

  private static final int TOKENS = 4 * 197;
  private static final int WIDTH = 768;
  private static final int HIDDEN = 3072;
  private static final int WARM_UP = 3;

  private MatrixSpeed() {}

  /** Prints the operations a second that so many threads reach. */
  public static void main(String[] threads) {
    Locale.setDefault(Locale.ROOT); // libraries and the JDK format numbers, too
    Torch.start(Integer.parseInt(threads[0]));
    try (NDManager manager = Torch.manager("cpu")) {
      NDArray tokens = manager.ones(new Shape(TOKENS, WIDTH));
      NDArray weight = manager.ones(new Shape(WIDTH, HIDDEN));
      for (int i = 0; i < WARM_UP; i++) {
        tokens.matMul(weight).close();
      }
      long begin = System.nanoTime();
      long products = 0;
      while (System.nanoTime() - begin < TimeUnit.SECONDS.toNanos(1)) {
        tokens.matMul(weight).close();
        products++;
      }
      double seconds = (System.nanoTime() - begin) / 1e9;
      double each = 2.0 * TOKENS * WIDTH * HIDDEN;
      System.out.println(String.format(Locale.ROOT, "%.4e", products * each / seconds));
    }
  }
}
