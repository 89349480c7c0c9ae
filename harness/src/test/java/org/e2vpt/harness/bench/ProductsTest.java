package org.e2vpt.harness.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import com.google.gson.JsonParser;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProductsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "aten::mm | [[3, 5], [5, 7]] | 1 | 3 | 5 | 7 | 210",
        "aten::addmm | [[7], [3, 5], [5, 7], [], []] | 1 | 3 | 5 | 7 | 210",
        "aten::bmm | [[4, 3, 5], [4, 5, 7]] | 4 | 3 | 5 | 7 | 840",
        "aten::baddbmm | [[4, 3, 7], [4, 3, 5], [4, 5, 7], [], []] | 4 | 3 | 5 | 7 | 840"
      })
  void countsTwoOperationsForEachPairOfFactors(
      String name, String shapes, long b, long m, long k, long n, double operations) {
    Products products = products(name, shapes);

    assertThat(products.ofShapes())
        .isEqualTo(ImmutableMap.of(new Products.Shape(b, m, k, n), operations));
    assertThat(products.operations()).isEqualTo(operations);
  }

  /** Forward Q Kᵀ and P V; backward the gradients of V, P, Q and K. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "flash_attention_for_cpu",
        "flash_attention",
        "efficient_attention",
        "cudnn_attention"
      })
  void countsTheProductsOfAttention(String kernel) {
    String name = "aten::_scaled_dot_product_" + kernel;
    String inputs = "[2, 3, 10, 8], [2, 3, 20, 8], [2, 3, 20, 8], []]";

    Products forward = products(name, "[" + inputs);
    Products backward = products(name + "_backward", "[[2, 3, 10, 8], " + inputs);

    assertThat(forward).isEqualTo(new Products(ImmutableMap.of(), 38400));
    assertThat(backward).isEqualTo(new Products(ImmutableMap.of(), 76800));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "aten::matmul",
        "aten::linear",
        "aten::add",
        "MmBackward0",
        "aten::scaled_dot_product_attention",
        "aten::_scaled_dot_product_attention_math"
      })
  void countsNothingTwiceAndNothingElse(String name) {
    assertThat(products(name, "[[3, 5], [5, 7]]").operations()).isZero();
  }

  private static Products products(String name, String shapes) {
    return Products.of(
        JsonParser.parseString("[{\"name\": \"%s\", \"shape\": %s}]".formatted(name, shapes))
            .getAsJsonArray());
  }
}
