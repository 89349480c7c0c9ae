package org.e2vpt.tables.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The paper's claims, recomputed from the numbers that it prints. One passes if what comes out is
 * what is known of it: that a claim is contradicted is no failure here.
 */
@Tag("claims")
class ClaimsIT {

  static List<Named<Finding>> claims() throws IOException {
    return Audit.ofThePaper().stream()
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

  @ParameterizedTest(name = "{0}", quoteTextArguments = false)
  @MethodSource("claims")
  void comesOutAsIsKnown(Finding finding) {
    assertThat(finding.words()).as(finding.arithmetic()).isEqualTo(finding.claim().known());
  }
}
