package org.e2vpt.tables.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import org.e2vpt.tables.paper.Papers;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The claims of papers, recomputed from the numbers that they print: {@code -Dclaims=e2vpt}. One
 * passes if what comes out is what is known of it: that a claim is contradicted is no failure here.
 */
class ClaimsIT {

  static List<Named<CheckedClaim>> claims() {
    String asked = System.getProperty("claims", "");
    return asked.isEmpty()
        ? List.of()
        : Audit.of(Papers.shipped().get(asked)).stream()
            .map(
                finding ->
                    Named.of(
                        String.format(
                            Locale.ROOT,
                            "claim %d, %s: %s: %s",
                            finding.claim().number(),
                            finding.claim().place(),
                            finding.claim().text(),
                            finding.words()),
                        finding))
            .toList();
  }

  @ParameterizedTest(name = "{0}", quoteTextArguments = false, allowZeroInvocations = true)
  @MethodSource("claims")
  void comesOutAsIsKnown(CheckedClaim finding) {
    assertThat(finding.words()).as(finding.arithmetic()).isEqualTo(finding.claim().known());
  }
}
