package org.e2vpt.harness.names;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamesTest {

  private static final List<String> NAMES =
      List.of("rows", "vpt-deep", "vpt-shallow", "table1", "table2", "Natural");

  @ParameterizedTest
  @CsvSource({"rows, rows", "ROWS, rows", "natural, Natural", "row,"})
  void findsANameWhateverItsCase(String word, String name) {
    assertThat(Names.find(word, NAMES).orElse(null)).isEqualTo(name);
  }

  @ParameterizedTest
  @CsvSource({
    "row, rows",
    "orws, rows",
    "VPT_deep, vpt-deep",
    "vptdep, vpt-deep",
    "naturel, Natural"
  })
  void findsTheNearestName(String word, String name) {
    assertThat(Names.nearest(word, NAMES)).hasValue(name);
  }

  @ParameterizedTest
  @CsvSource({"table9", "ro", "cifar", "''"})
  void findsNoNameWhereNoneOrSeveralAreNear(String word) {
    assertThat(Names.nearest(word, NAMES)).isEmpty();
    assertThat(Names.didYouMean(word, NAMES)).isEmpty();
  }

  @Test
  void asksWhatWasMeant() {
    assertThat(Names.didYouMean("row", NAMES)).isEqualTo(". Did you mean 'rows'?");
  }
}
