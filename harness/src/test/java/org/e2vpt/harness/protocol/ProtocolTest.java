package org.e2vpt.harness.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import java.util.Properties;
import org.e2vpt.harness.tuning.E2vptOptions.Masks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProtocolTest {

  @Test
  void isThePapersByDefault() {
    assertThat(Protocol.of(new Properties())).isEqualTo(Protocol.PAPER);
    assertThat(of("protocol", "released")).isEqualTo(Protocol.RELEASED);
  }

  @Test
  void presetsDifferInEveryChoice() {
    assertThat(Protocol.PAPER.choices().keySet())
        .isEqualTo(Protocol.RELEASED.choices().keySet())
        .allSatisfy(
            choice ->
                assertThat(Protocol.PAPER.choices().get(choice))
                    .isNotEqualTo(Protocol.RELEASED.choices().get(choice)));
  }

  @Test
  void letsEveryChoiceBeMadeAlone() {
    Protocol.RELEASED
        .choices()
        .forEach(
            (choice, word) -> {
              Protocol one = of("protocol." + choice, word);

              assertThat(one).isNotEqualTo(Protocol.PAPER);
              assertThat(one.choices()).containsEntry(choice, word);
              assertThat(one.label()).isEqualTo("paper with %s=%s", choice, word);
              assertThat(one.with(Map.of(choice, Protocol.PAPER.choices().get(choice))))
                  .isEqualTo(Protocol.PAPER);
            });
  }

  @Test
  void isNamedByTheNearestPreset() {
    Protocol released = Protocol.RELEASED.with(Map.of("masks", "per-layer", "segments", "8"));

    assertThat(released.masks()).isEqualTo(Masks.PER_LAYER);
    assertThat(released.label()).isEqualTo("released with segments=8, masks=per-layer");
    assertThat(released.properties())
        .isEqualTo(" -Dprotocol=released -Dprotocol.segments=8 -Dprotocol.masks=per-layer");
    assertThat(Protocol.RELEASED.label()).isEqualTo("released");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "protocol | vpt | protocol must be paper or released; got 'vpt'",
        "protocol.segments | many | protocol.segments must be a whole number, got 'many'",
        "protocol.segments | 0 | protocol.segments must be at least 1, got '0'",
        "protocol.segments-left | 9 | protocol.segments-left must be at most protocol.segments, 8,"
            + " got 9",
        "protocol.importance | absolut | protocol.importance must be one of absolute,"
            + " signed, got 'absolut'. Did you mean 'absolute'?",
        "protocol.mask | shared | unknown protocol choice mask; the choices are importance,"
            + " segments, segment-layout, masks, mask-training, cascade, pruned-tokens,"
            + " segments-left, pruned-model, final-prompts, rewinding, adapter-init, adamw, warmup,"
            + " swin-windows, swin-bias, swin-pruning, runs. Did you mean"
            + " 'masks'?",
      })
  void listsWhatIsValid(String name, String value, String message) {
    assertThatIllegalArgumentException().isThrownBy(() -> of(name, value)).withMessage(message);
  }

  private static Protocol of(String name, String value) {
    Properties properties = new Properties();
    properties.setProperty(name, value);
    return Protocol.of(properties);
  }
}
