package org.e2vpt.tables.audit;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.e2vpt.tables.paper.Claim;

/** A computation that many claims share. */
interface Check {

  /** Recomputes a claim of this kind. */
  CheckedClaim of(Claim claim, Numbers numbers);

  /** The statements of a claim's inputs, which {@code ;} separates. */
  static ImmutableList<String> statements(String inputs) {
    return ImmutableList.copyOf(Splitter.on(';').trimResults().omitEmptyStrings().split(inputs));
  }

  /**
   * Matches a statement.
   *
   * @throws IllegalArgumentException saying what is expected
   */
  static Matcher match(Pattern form, String statement, String expected) {
    Matcher matcher = form.matcher(statement);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "expected a statement of the form '%s', got '%s'".formatted(expected, statement));
    }
    return matcher;
  }
}
