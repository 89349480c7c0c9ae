package org.e2vpt.tables.audit;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.e2vpt.tables.accounting.Accounting;
import org.e2vpt.tables.accounting.CellAccount;
import org.e2vpt.tables.paper.Claim;
import org.e2vpt.tables.paper.Printed;

/**
 * What is counted from the definitions: a printed tuned share, {@code table4/e2vpt/svhn}; the size
 * of a backbone in millions, {@code vit-b16.in21k = 12.5}; or what one setting of a method tunes of
 * what another does, {@code e2vpt on vit-b16.in21k: kv=1 visual=10 tunes 50 % of kv=12 visual=10}.
 */
record Accounted(Accounting accounting) implements Check {

  private static final Pattern SIZE = Pattern.compile("(\\S+) = (\\S+)");

  private static final Pattern RATIO =
      Pattern.compile("(\\S+) on (\\S+): (.+) tunes (\\S+) % of (.+)");

  @Override
  public CheckedClaim of(Claim claim, Numbers numbers) {
    Matcher ratio = RATIO.matcher(claim.inputs());
    return ratio.matches()
        ? ratio(claim, ratio)
        : claim.inputs().contains(" = ") ? sizes(claim) : share(claim);
  }

  private CheckedClaim ratio(Claim claim, Matcher ratio) {
    long part = tuned(ratio, ratio.group(3));
    long whole = tuned(ratio, ratio.group(5));
    double percent = 100.0 * part / whole;
    return CheckedClaim.of(
        claim,
        new Printed(ratio.group(4)).prints(percent),
        String.format(
            Locale.ROOT,
            "%s tunes %,d numbers without the head, %s %,d: %.1f %%, %s %% claimed",
            ratio.group(3),
            part,
            ratio.group(5),
            whole,
            percent,
            ratio.group(4)));
  }

  private long tuned(Matcher ratio, String options) {
    return accounting.tuned(
        ratio.group(2),
        ratio.group(1),
        ImmutableMap.copyOf(Splitter.on(' ').withKeyValueSeparator('=').split(options)));
  }

  private static CheckedClaim sizes(Claim claim) {
    boolean holds = true;
    StringBuilder texts = new StringBuilder();
    for (String statement : Check.statements(claim.inputs())) {
      Matcher matcher = Check.match(SIZE, statement, "vit-b16.in21k = 12.5");
      long size = Accounting.size(matcher.group(1));
      Printed claimed = new Printed(matcher.group(2));
      holds &= claimed.prints(size / 1e6);
      texts
          .append(texts.isEmpty() ? "" : ", ")
          .append(
              "%s has %s numbers for %s M"
                  .formatted(matcher.group(1), String.format(Locale.ROOT, "%,d", size), claimed));
    }
    return CheckedClaim.of(claim, holds, texts.toString());
  }

  private CheckedClaim share(Claim claim) {
    Place place = Place.parse(claim.inputs());
    CellAccount account =
        accounting.share(place.table(), place.row(), place.column()).orElseThrow();
    String arithmetic =
        account.reason().isEmpty()
            ? account.arithmetic()
            : account.arithmetic() + "; " + account.reason();
    return switch (account.verdict()) {
      case REPRODUCES -> CheckedClaim.holds(claim, arithmetic);
      case DOES_NOT_REPRODUCE -> CheckedClaim.contradicted(claim, arithmetic);
      case NOT_DETERMINABLE -> CheckedClaim.unchecked(claim, arithmetic);
    };
  }
}
