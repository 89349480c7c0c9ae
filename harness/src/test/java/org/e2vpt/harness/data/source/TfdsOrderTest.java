package org.e2vpt.harness.data.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TfdsOrderTest {

  @Test
  void beginsWithTheSmallestHashes() {
    List<Example> examples =
        IntStream.range(0, 50_000).mapToObj(i -> new Example(String.valueOf(i), i % 100)).toList();

    assertThat(TfdsOrder.sorted("train", examples))
        .hasSize(50_000)
        .startsWith(new Example("16399", 99), new Example("1680", 80), new Example("47917", 17));
  }

  /** The published hashes of the first keys. */
  @ParameterizedTest
  @CsvSource({
    "train, 16399, 0000045944956a8701f2cd1d531f488d",
    "train, 1680, 0000e4ea5485a1acd7bc5d9918648cea",
    "train, 47917, 00023c43b6e5381cb807fd471a47de55",
    "train, CLEVR_train_043876.png, 00001ff1d5d5f7bbda696d427f0c86b8",
    "validation, valid_3270, 00001aff458dc34b75d91f02906185de",
    "train, /r/rope_bridge/sun_biqflnsoednmhvce.jpg, 0000128df6f070d4d86e70c7e742ae15",
  })
  void ordersByTheHashOfSaltAndKey(String salt, String key, String hash) {
    assertThat(hex(salt + key)).isEqualTo(hash);
    List<Example> others = IntStream.range(0, 200).mapToObj(i -> new Example(key + i, 0)).toList();
    List<Example> all =
        IntStream.rangeClosed(0, 200)
            .mapToObj(i -> i < 200 ? others.get(i) : new Example(key, 1))
            .toList();

    assertThat(TfdsOrder.sorted(salt, all).stream().map(Example::key))
        .isSortedAccordingTo(Comparator.comparing(each -> hex(salt + each)))
        .startsWith(key);
  }

  @SuppressWarnings("deprecation") // MD5 is what TFDS uses
  private static String hex(String text) {
    return Hashing.md5().hashString(text, StandardCharsets.UTF_8).toString();
  }
}
