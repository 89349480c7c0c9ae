package org.e2vpt.harness.tuning;

import java.util.Map;
import org.e2vpt.harness.checkpoint.HostTensor;

/**
 * Importance scores of visual prompts (Eq. 6): S = E|∂L(x)/∂ρ|, the mean over training images of
 * the loss's sensitivity to the mask of a token or of a segment.
 *
 * @param tokens (L, P)
 * @param segments (L, P, R)
 */
record Importance(HostTensor tokens, HostTensor segments) {

  private static final String TOKENS = "importance.tokens";
  private static final String SEGMENTS = "importance.segments";

  static Importance of(Map<String, HostTensor> artifact) {
    return new Importance(
        Artifacts.require(artifact, TOKENS), Artifacts.require(artifact, SEGMENTS));
  }

  Map<String, HostTensor> named() {
    return Map.of(TOKENS, tokens, SEGMENTS, segments);
  }
}
