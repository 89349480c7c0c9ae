package org.e2vpt.harness.tuning;

import java.util.Comparator;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.e2vpt.harness.tuning.E2vptOptions.Cascade;

/**
 * Which tokens and segments pruning leaves (§3.3), for each of l masks: the least important tokens
 * go first, then the least important segments. Ties go to the lower index.
 *
 * @param tokens the tokens left, (l, P'), in their old order
 * @param prompts P, the tokens before pruning
 * @param segments R, the segments of a token
 * @param mask 1 for a segment that is left, else 0, (l, P, R) in C order
 */
@SuppressWarnings("ArrayRecordComponent") // built once, never compared
record Pruning(int[][] tokens, int prompts, int segments, float[] mask) {

  /**
   * @param tokensOut how many of the P tokens go, less than P
   * @param segmentsOut how many of the R segments of a token go, in the mean; less than R
   */
  static Pruning of(ImportanceScores importance, int tokensOut, int segmentsOut, Cascade cascade) {
    long[] shape = importance.segments().shape();
    int layers = (int) shape[0];
    int prompts = (int) shape[1];
    int parts = (int) shape[2];
    int[][] left = new int[layers][];
    float[] mask = new float[layers * prompts * parts];
    for (int layer = 0; layer < layers; layer++) {
      int ofLayer = layer * prompts;
      int[] all = IntStream.range(0, prompts).toArray();
      left[layer] = most(all, tokensOut, p -> importance.tokens().element(ofLayer + p));
      int[][] rivals =
          switch (cascade) {
            case REMAINING -> new int[][] {segments(ofLayer, left[layer], parts)};
            case INDEPENDENT ->
                IntStream.of(all)
                    .mapToObj(token -> segments(ofLayer, new int[] {token}, parts))
                    .toArray(int[][]::new);
          };
      for (int[] group : rivals) {
        int out = segmentsOut * (group.length / parts);
        for (int segment : most(group, out, importance.segments()::element)) {
          mask[segment] = 1;
        }
      }
    }
    return new Pruning(left, prompts, parts, mask);
  }

  /** The indices of the tokens' segments in (l, P, R). */
  private static int[] segments(int ofLayer, int[] tokens, int parts) {
    return IntStream.of(tokens)
        .flatMap(t -> IntStream.range((ofLayer + t) * parts, (ofLayer + t + 1) * parts))
        .toArray();
  }

  /** The ascending indices without the {@code out} of lowest score. */
  private static int[] most(int[] indices, int out, IntToDoubleFunction score) {
    return IntStream.of(indices)
        .boxed()
        .sorted(Comparator.comparingDouble(score::applyAsDouble))
        .skip(out)
        .mapToInt(Integer::intValue)
        .sorted()
        .toArray();
  }

  /** P', the tokens left by every mask. */
  int length() {
    return tokens[0].length;
  }

  /** 1 for a token that is left, else 0: (l, P) in C order. */
  float[] tokenMask() {
    float[] values = new float[tokens.length * prompts];
    for (int layer = 0; layer < tokens.length; layer++) {
      for (int token : tokens[layer]) {
        values[layer * prompts + token] = 1;
      }
    }
    return values;
  }

  /** The mask of the segments of the tokens that are left: (l, P', R). */
  float[] maskOfTokensLeft() {
    return keep(mask, tokens.length, segments);
  }

  /** What belongs to the tokens that are left: (blocks, P, width) in C order to (blocks, P', …). */
  float[] keep(float[] values, int blocks, int width) {
    float[] kept = new float[blocks * length() * width];
    int next = 0;
    for (int block = 0; block < blocks; block++) {
      int[] left = tokens[tokens.length == 1 ? 0 : block];
      for (int token : left) {
        System.arraycopy(values, (block * prompts + token) * width, kept, next, width);
        next += width;
      }
    }
    return kept;
  }
}
