package org.e2vpt.harness.tuning;

import com.google.common.primitives.Floats;
import java.util.Comparator;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The cascade of §3.3: in each block the least important tokens go first; then, in each token that
 * is left, its least important segments. Ties go to the lower index.
 *
 * @param tokens the tokens left in each block, (L, P'), in their old order
 * @param segments 1 for a segment that is left, else 0, (L, P', R) in C order
 */
@SuppressWarnings("ArrayRecordComponent") // built once, never compared
record Pruning(int[][] tokens, float[] segments) {

  /**
   * @param tokenPercent how many of the P tokens go, rounded down; one always stays
   * @param segmentPercent how many of the R segments of a token go, rounded down; one always stays
   */
  static Pruning cascade(Importance importance, int tokenPercent, int segmentPercent) {
    long[] shape = importance.segments().shape();
    int blocks = (int) shape[0];
    int prompts = (int) shape[1];
    int parts = (int) shape[2];
    int tokensOut = Math.min(prompts * tokenPercent / 100, prompts - 1);
    int segmentsOut = Math.min(parts * segmentPercent / 100, parts - 1);
    int[][] left = new int[blocks][];
    float[] mask = new float[blocks * (prompts - tokensOut) * parts];
    int next = 0;
    for (int block = 0; block < blocks; block++) {
      int ofBlock = block * prompts;
      left[block] = most(prompts, tokensOut, p -> importance.tokens().element(ofBlock + p));
      for (int token : left[block]) {
        int ofToken = (ofBlock + token) * parts;
        for (int part : most(parts, segmentsOut, r -> importance.segments().element(ofToken + r))) {
          mask[next + part] = 1;
        }
        next += parts;
      }
    }
    return new Pruning(left, mask);
  }

  /** The indices below {@code count}, ascending, without the {@code out} of lowest score. */
  private static int[] most(int count, int out, IntToDoubleFunction score) {
    return IntStream.range(0, count)
        .boxed()
        .sorted(Comparator.comparingDouble(score::applyAsDouble))
        .skip(out)
        .mapToInt(Integer::intValue)
        .sorted()
        .toArray();
  }

  /** P', the tokens left in every block. */
  int length() {
    return tokens[0].length;
  }

  /** The prompts that are left: (L, P, D) in C order to (L, P', D). */
  float[] keep(float[] prompts, int length, int width) {
    float[] kept = new float[tokens.length * length() * width];
    int next = 0;
    for (int block = 0; block < tokens.length; block++) {
      for (int token : tokens[block]) {
        System.arraycopy(prompts, (block * length + token) * width, kept, next, width);
        next += width;
      }
    }
    return kept;
  }

  /** Segments left, over all tokens of all blocks. */
  long segmentsLeft() {
    return Floats.asList(segments).stream().filter(value -> value != 0).count();
  }
}
