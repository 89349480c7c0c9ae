package org.e2vpt.tables.paper;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JsonTest {

  private record Measured(String verdictWord, double mean, double notDefined) {}

  @Test
  void beginsWithTheSchemaOfAllTexts() {
    assertThat(Json.of(new Measured("consistent", 0.0001, Double.NaN)))
        .isEqualTo(
            """
            {
              "schema": 1,
              "verdict_word": "consistent",
              "mean": 0.0001,
              "not_defined": null
            }
            """);
  }
}
