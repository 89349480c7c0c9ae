package org.e2vpt.harness.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import java.util.function.UnaryOperator;

/** Gives memory back as soon as it can be, instead of when the garbage collector comes by. */
public final class Scopes {

  private Scopes() {}

  /**
   * Applies a layer, and closes what went in and everything between: only what the gradients need
   * stays in memory.
   *
   * @param layer what it keeps must not be an array that it makes
   */
  public static NDArray through(NDArray input, UnaryOperator<NDArray> layer) {
    NDArray output;
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      output = layer.apply(input);
      NDScope.unregister(output);
    }
    NDScope.register(output); // now the caller's scope, if there is one, closes it
    input.close();
    return output;
  }
}
