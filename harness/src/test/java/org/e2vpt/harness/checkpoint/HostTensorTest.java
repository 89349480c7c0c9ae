package org.e2vpt.harness.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ReadOnlyBufferException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostTensorTest {

  @ParameterizedTest
  @CsvSource({
    "F32, 0000803f000020c0, 1, -2.5",
    "F64, 000000000000f03f00000000000004c0, 1, -2.5",
    "I32, 01000000feffffff, 1, -2",
    "I64, 0100000000000000feffffffffffffff, 1, -2",
    "U8, 01ff, 1, 255"
  })
  void readsLittleEndianElements(HostTensor.Type type, String bytes, float first, float second) {
    HostTensor tensor = new HostTensor(type, new long[] {2}, bytes(bytes));

    assertThat(tensor.elements()).isEqualTo(2);
    assertThat(tensor.floats()).containsExactly(first, second);
    assertThat(tensor.element(1)).isEqualTo(second);
  }

  @Test
  void keepsWholeNumbersThatNoFloatCanHold() {
    HostTensor tensor =
        new HostTensor(HostTensor.Type.I64, new long[] {1}, bytes("ffffffffffffff7f"));

    assertThat(tensor.longs()).containsExactly(Long.MAX_VALUE);
  }

  @ParameterizedTest
  @CsvSource({"2.5, 2.5", "NaN, NaN", "Infinity, Infinity"})
  void refusesToRoundToWholeNumbers(float value, String named) {
    HostTensor tensor = HostTensor.of(new float[] {7, value}, 2);

    assertThatIllegalArgumentException()
        .isThrownBy(tensor::longs)
        .withMessage("element 1 is " + named + ", no whole number");
  }

  @Test
  void isAScalarWithoutSizes() {
    assertThat(HostTensor.of(new float[] {3}).floats()).containsExactly(3);
  }

  @Test
  void mayBeEmpty() {
    assertThat(HostTensor.of(new float[0], 0, 5).elements()).isZero();
  }

  @Test
  void startsWhereTheBufferStands() {
    ByteBuffer buffer = bytes("0102030405").position(1).limit(3);

    HostTensor tensor = new HostTensor(HostTensor.Type.U8, new long[] {2}, buffer);

    assertThat(tensor.longs()).containsExactly(2, 3);
  }

  @Test
  void givesEveryReaderAViewOfItsOwnThatCannotChangeIt() {
    HostTensor tensor = HostTensor.of(new float[] {1, 2}, 2);

    ByteBuffer read = tensor.bytes();
    read.getFloat();

    assertThat(read.getFloat()).isEqualTo(2);
    assertThat(tensor.bytes().order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
    assertThat(tensor.bytes().remaining()).isEqualTo(8);
    assertThatExceptionOfType(ReadOnlyBufferException.class)
        .isThrownBy(() -> tensor.bytes().putFloat(3));
  }

  @Test
  void refusesBytesThatDoNotFillTheShape() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HostTensor.of(new float[5], 2, 3))
        .withMessage("F32[2, 3] needs 24 bytes, got 20");
  }

  @Test
  void refusesNegativeSizesEvenIfTheirProductIsRight() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HostTensor.of(new float[6], -2, -3))
        .withMessage("F32[-2, -3] has a negative size");
  }

  @Test
  void refusesAShapeWhoseProductOverflows() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HostTensor.of(new float[0], 1L << 62, 4, 1))
        .withMessage("F32[4611686018427387904, 4, 1] needs 9223372036854775807 bytes, got 0");
  }

  private static ByteBuffer bytes(String hex) {
    return ByteBuffer.wrap(HexFormat.of().parseHex(hex));
  }
}
