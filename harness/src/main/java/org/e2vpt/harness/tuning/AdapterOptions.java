package org.e2vpt.harness.tuning;

import org.e2vpt.harness.names.Word;

/**
 * Options of Adapter.
 *
 * @param reduction r; a bottleneck is D/r numbers wide
 * @param adapterInit how the bottlenecks start
 */
public record AdapterOptions(
    @Word(byDefault = "8", atLeast = 1) int reduction,
    @Option(OptionKind.CHOICE) @Word(byDefault = "near-identity") AdapterInit adapterInit)
    implements MethodOptions {

  /** How the Adapter baseline starts. */
  public enum AdapterInit {
    /**
     * Close to the identity: weights normal with deviation 0.01, cut at two deviations, biases 0
     * (Houlsby et al., 2019, §3.6). The paper states nothing.
     */
    NEAR_IDENTITY,
    /**
     * Released: both layers all zeros. Then only the upper bias ever gets a gradient, and the
     * adapter is one learned vector a block.
     */
    ZERO
  }
}
