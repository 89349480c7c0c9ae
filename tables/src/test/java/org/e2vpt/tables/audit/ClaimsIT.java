package org.e2vpt.tables.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.e2vpt.tables.paper.Paper;
import org.e2vpt.tables.paper.Papers;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The claims of papers: {@code -Dclaims=e2vpt}. */
class ClaimsIT {

  /** From the numbers that the paper prints. */
  static List<Named<CheckedClaim>> printed() {
    String asked = System.getProperty("claims", "");
    return asked.isEmpty() ? List.of() : named(Audit.of(Papers.shipped().get(asked)));
  }

  /** From those of its tables' runs that are in the folder of reports. */
  static List<Named<CheckedClaim>> measured() throws IOException {
    String asked = System.getProperty("claims", "");
    if (asked.isEmpty()) {
      return List.of();
    }
    Paper paper = Papers.shipped().get(asked);
    Path reports = Path.of(System.getProperty("reports", "reports")).resolve(paper.id());
    List<Path> runs =
        paper.tables().keySet().stream()
            .map(reports::resolve)
            .filter(run -> Files.isRegularFile(run.resolve("cells.csv")))
            .toList();
    return runs.isEmpty() ? List.of() : named(Audit.of(paper, runs));
  }

  private static List<Named<CheckedClaim>> named(List<CheckedClaim> findings) {
    return findings.stream()
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

  /** That a claim is contradicted by the paper's own numbers is no failure here, if it is known. */
  @ParameterizedTest(name = "{0}", quoteTextArguments = false, allowZeroInvocations = true)
  @MethodSource("printed")
  void comesOutAsIsKnown(CheckedClaim finding) {
    assertThat(finding.words()).as(finding.arithmetic()).isEqualTo(finding.claim().known());
  }

  /** Passes if runs confirm the claim, fails if they contradict it; else it says what is open. */
  @ParameterizedTest(name = "{0}", quoteTextArguments = false, allowZeroInvocations = true)
  @MethodSource("measured")
  void isNotContradictedByWhatWasMeasured(CheckedClaim finding) {
    switch (finding.conclusion()) {
      case HOLDS, HOLDS_WITH -> {}
      case CONTRADICTED -> throw new AssertionError(finding.arithmetic());
      case NOT_CONTRADICTED, CANNOT_BE_CHECKED -> abort(finding.arithmetic());
    }
  }
}
