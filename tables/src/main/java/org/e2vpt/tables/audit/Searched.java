package org.e2vpt.tables.audit;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.e2vpt.tables.paper.Claim;

/**
 * What is said to need no search, beside the values that the paper says it searched: {@code weight
 * decay: 0.01 0.001}. More than one value contradicts the claim.
 */
record Searched() implements Check {

  private static final Pattern FORM = Pattern.compile("([^:]+): (.+)");

  @Override
  public CheckedClaim of(Claim claim, Numbers numbers) {
    ImmutableList.Builder<String> texts = ImmutableList.builder();
    boolean holds = true;
    for (String statement : Check.statements(claim.inputs())) {
      Matcher matcher = Check.match(FORM, statement, "weight decay: 0.01 0.001");
      List<String> values = Splitter.on(' ').splitToList(matcher.group(2));
      holds &= values.size() <= 1;
      texts.add(
          String.format(
              Locale.ROOT,
              "%s: %d values (%s)",
              matcher.group(1),
              values.size(),
              String.join(", ", values)));
    }
    return CheckedClaim.of(claim, holds, "searched too: " + String.join("; ", texts.build()));
  }
}
