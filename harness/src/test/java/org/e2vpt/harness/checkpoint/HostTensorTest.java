package org.e2vpt.harness.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ReadOnlyBufferException;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class HostTensorTest {

  @ParameterizedTest
  @CsvSource({
    "F32, 0000803f000020c0, 1, -2.5",
    "F64, 000000000000f03f00000000000004c0, 1, -2.5",
    "I32, 01000000feffffff, 1, -2",
    "I64, 0100000000000000feffffffffffffff, 1, -2",
    "U8, 01ff, 1, 255",
    "BOOL, 0100, 1, 0",
    "I8, 01ff, 1, -1",
    "I16, 0100feff, 1, -2",
    "U16, 0100feff, 1, 65534",
    "U32, 01000000feffffff, 1, 4294967294",
    "U64, 0100000000000000ffffffffffffffff, 1, 18446744073709551615",
    "BF16, 803f20c0, 1, -2.5",
    "F16, 003c00c1, 1, -2.5",
    "F16, ff7b01fe, 65504, NaN",
    "F16, 0100ff83, 5.9604644775390625E-8, -6.097555160522461E-5",
    "F16, 007c00fc, Infinity, -Infinity",
    "F16, 00040080, 6.103515625E-5, -0.0"
  })
  void readsLittleEndianElements(HostTensor.Type type, String bytes, double first, Double second) {
    HostTensor tensor = new HostTensor(type, new long[] {2}, bytes(bytes));

    assertThat(tensor.elements()).isEqualTo(2);
    assertThat(tensor.floats()).containsExactly((float) first, second.floatValue());
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
  void refusesAWholeNumberThatInt64CannotHold() {
    HostTensor tensor =
        new HostTensor(HostTensor.Type.U64, new long[] {1}, bytes("ffffffffffffffff"));

    assertThatIllegalArgumentException()
        .isThrownBy(tensor::longs)
        .withMessage("element 0 is 18446744073709551615, too large for int64");
  }

  @Test
  void partsAlongItsFirstAxis() {
    HostTensor middle = HostTensor.of(new float[] {1, 2, 3, 4, 5, 6}, 3, 2).part(1, 3);

    assertThat(middle.shape()).containsExactly(1, 2);
    assertThat(middle.floats()).containsExactly(3, 4);
  }

  @Test
  void refusesPartsThatAreNotEqual() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HostTensor.of(new float[4], 4).part(0, 3))
        .withMessage("F32[4] cannot be parted in 3 along its first axis");
  }

  @Test
  void takesAnotherShape() {
    HostTensor tensor = HostTensor.of(new float[] {1, 2, 3, 4}, 4).reshaped(2, 2);

    assertThat(tensor.shape()).containsExactly(2, 2);
    assertThat(tensor.floats()).containsExactly(1, 2, 3, 4);
  }

  /** Element (i, j, k) is 100i + 10j + k. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 1 2 | 2 1 3 | 0 1 2 100 101 102",
        "2 0 1 | 3 2 1 | 0 100 1 101 2 102",
        "1 2 0 | 1 3 2 | 0 100 1 101 2 102",
        "0 2 1 | 2 3 1 | 0 1 2 100 101 102"
      })
  void permutesItsAxes(String axes, String shape, String values) {
    HostTensor tensor = HostTensor.of(new float[] {0, 1, 2, 100, 101, 102}, 2, 1, 3);

    HostTensor permuted = tensor.permuted(ints(axes));

    assertThat(permuted.shape()).containsExactly(longs(shape));
    assertThat(permuted.longs()).containsExactly(longs(values));
  }

  @ParameterizedTest
  @EnumSource
  void permutesEveryType(HostTensor.Type type) {
    byte[] bytes = new byte[6 * type.bytes()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) i;
    }
    HostTensor tensor = new HostTensor(type, new long[] {2, 3}, ByteBuffer.wrap(bytes));

    HostTensor twice = tensor.permuted(1, 0).permuted(1, 0);

    assertThat(twice.bytes()).isEqualTo(tensor.bytes());
    assertThat(tensor.permuted(1, 0).element(1)).isEqualTo(tensor.element(3));
  }

  @Test
  void refusesAnOrderOfOtherAxes() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HostTensor.of(new float[4], 2, 2).permuted(0, 0))
        .withMessage("F32[2, 2] has no order of axes [0, 0]");
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

  private static int[] ints(String text) {
    return Arrays.stream(text.split(" ")).mapToInt(Integer::parseInt).toArray();
  }

  private static long[] longs(String text) {
    return Arrays.stream(ints(text)).asLongStream().toArray();
  }

  private static ByteBuffer bytes(String hex) {
    return ByteBuffer.wrap(HexFormat.of().parseHex(hex));
  }
}
