package org.e2vpt.harness.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.google.common.primitives.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.e2vpt.harness.checkpoint.PyTorchFiles.Storage;
import org.e2vpt.harness.checkpoint.PyTorchFiles.View;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PyTorchTest {

  private static final Path WRITTEN_BY_TORCH = Path.of("src/test/resources/torch");
  private static final Storage SIX =
      Storage.of("0", HostTensor.of(new float[] {1, 2, 3, 4, 5, 6}, 6));

  @ParameterizedTest
  @ValueSource(strings = {"torch-zip.pth", "torch-legacy.pth"})
  void readsWhatPyTorchWrote(String file) throws IOException {
    try (TensorFile tensors = TensorFile.open(WRITTEN_BY_TORCH.resolve(file))) {
      StringBuilder read = new StringBuilder();
      for (String name : tensors.tensors().keySet()) {
        HostTensor tensor = tensors.read(name);
        read.append(name).append(' ').append(tensors.tensors().get(name)).append(' ');
        read.append(
            tensor.type() == HostTensor.Type.I64
                ? Arrays.toString(tensor.longs())
                : Arrays.toString(tensor.floats()));
        read.append('\n');
      }
      assertThat(read)
          .hasToString(
              """
              state_dict.module.base F32[4, 6] [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.0, 12.0, 13.0, 14.0, 15.0, 16.0, 17.0, 18.0, 19.0, 20.0, 21.0, 22.0, 23.0]
              state_dict.module.transposed F32[6, 4] [0.0, 6.0, 12.0, 18.0, 1.0, 7.0, 13.0, 19.0, 2.0, 8.0, 14.0, 20.0, 3.0, 9.0, 15.0, 21.0, 4.0, 10.0, 16.0, 22.0, 5.0, 11.0, 17.0, 23.0]
              state_dict.module.column F32[4] [1.0, 7.0, 13.0, 19.0]
              state_dict.module.rows F32[2, 6] [6.0, 7.0, 8.0, 9.0, 10.0, 11.0, 12.0, 13.0, 14.0, 15.0, 16.0, 17.0]
              state_dict.module.expanded F32[2, 3] [7.0, 7.0, 7.0, 7.0, 7.0, 7.0]
              state_dict.module.half F16[5] [1.0, -2.5, 65504.0, 5.9604645E-8, Infinity]
              state_dict.module.bfloat BF16[3] [1.0, -2.5, 3.140625]
              state_dict.module.double F64[1] [0.33333334]
              state_dict.module.long I64[2, 2] [1, -2, 4611686018427387904, 0]
              state_dict.module.int I32[2] [1.0, -2.0]
              state_dict.module.short I16[2] [1.0, -2.0]
              state_dict.module.char I8[2] [1.0, -2.0]
              state_dict.module.byte U8[2] [1.0, 254.0]
              state_dict.module.bool BOOL[3] [1.0, 0.0, 1.0]
              state_dict.module.scalar F32[] [3.5]
              state_dict.module.empty F32[0, 4] []
              state_dict.module.parameter F32[2] [1.0, 2.0]
              best_acc1 F32[] [76.5]
              linear.weight F32[2, 3] [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]
              linear.bias F32[2] [0.5, -0.5]
              optimizer.state.0.momentum_buffer F32[2, 3] [1.0, 1.0, 1.0, 1.0, 1.0, 1.0]
              optimizer.state.1.momentum_buffer F32[2] [1.0, 1.0]
              """);
    }
  }

  @Test
  void tellsBothFormsApart() throws IOException {
    assertThat(open(PyTorchFiles.zip(Map.of("w", View.of(SIX, 2, 3)))).format())
        .isEqualTo("PyTorch zip");
    assertThat(open(legacy(Map.of("w", View.of(SIX, 2, 3)))).format()).isEqualTo("PyTorch legacy");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void readsWhatTheTestsWrite(boolean zip) throws IOException {
    Object root = Map.of("model", Map.of("w", View.of(SIX, 2, 3)), "epoch", 3);

    TensorFile file = open(zip ? PyTorchFiles.zip(root) : legacy(root));

    assertThat(file.tensors()).containsOnlyKeys("model.w");
    assertThat(file.read("model.w").shape()).containsExactly(2, 3);
    assertThat(file.read("model.w").floats()).containsExactly(1, 2, 3, 4, 5, 6);
  }

  @Test
  void swapsWhatABigEndianMachineWrote() throws IOException {
    byte[] swapped = PyTorchFiles.zip(Map.of("w", View.of(SIX, 2, 3)), "big");

    assertThat(open(swapped).read("w").element(1)).isEqualTo(Float.intBitsToFloat(0x40));
  }

  @ParameterizedTest
  @CsvSource({
    "posix, system",
    "builtins, eval",
    "__builtin__, exec",
    "torch, load",
    "torch.nn.modules.linear, Linear",
    "collections, Counter"
  })
  void refusesEveryNameThatRebuildsNoWeightsAndRunsNothing(String module, String name) {
    PickleProgram.Part call =
        program -> program.global(module, name).raw('(').text("x").raw('t', 'R');

    refuses(
        Map.of("model", View.of(SIX, 6), "x", call),
        "its pickle asks for %s.%s, which rebuilds no weights; nothing was run. If you trust the file, save its state_dict alone"
            .formatted(module, name));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0  | 7                   | 1 | a tensor F32[7] does not lie in its storage 0 of 6 elements
          1  | 6                   | 1 | a tensor F32[6] does not lie in its storage 0 of 6 elements
          -1 | 2                   | 1 | a tensor F32[2] does not lie in its storage 0 of 6 elements
          5  | 2                   | -1 | a tensor F32[2] does not lie in its storage 0 of 6 elements
          0  | 3                   | 3 | a tensor F32[3] does not lie in its storage 0 of 6 elements
          0  | 4611686018427387904 | 4 | a tensor is impossible: long overflow
          0  | -2                  | 1 | a tensor is impossible: F32[-2] has a negative size
          0  | 99999999            | 0 | a file of 1242 bytes claims to hold 399999996, more than 100 times as many: it looks like a zip bomb
          """)
  void refusesATensorThatDoesNotLieInItsStorage(
      long offset, long size, long stride, String message) {
    refuses(Map.of("w", new View(SIX, offset, List.of(size), List.of(stride))), message);
  }

  @Test
  void refusesARingOfDictionaries() {
    PickleProgram.Part ring =
        program ->
            program
                .raw('}', 'q', 0)
                .text("w")
                .value(View.of(SIX, 6))
                .raw('s')
                .text("again")
                .raw('h', 0, 's');

    refuses(
        ring,
        "its dictionaries are too large: more than 1000000 values, 32 levels or 1000 letters of a name");
  }

  @Test
  void refusesADictionaryWhoseKeysAreLists() {
    PickleProgram.Part listInItself =
        program -> program.raw('}', ']', 'q', 0, 'h', 0, 'a').text("x").raw('s');

    refuses(listInItself, "its pickle has a dictionary whose keys are no texts or numbers");
  }

  @Test
  void refusesThatBillionsOfTensorsAreOne() {
    PickleProgram.Part thicket =
        program -> {
          program.value(Map.of("w", View.of(SIX, 6)));
          for (int level = 0; level < 30; level++) {
            program.raw('q', level, '0', '(', 'h', level, 'h', level, 't');
          }
        };

    refuses(
        thicket,
        "its dictionaries are too large: more than 1000000 values, 32 levels or 1000 letters of a name");
  }

  @Test
  void refusesAFileWithoutTensors() {
    refuses(Map.of("epoch", 3), "it holds no tensors");
    refuses(View.of(SIX, 6), "it holds one tensor without a name, not a dictionary of tensors");
  }

  @Test
  void refusesOneNameOfTwoTensors() {
    View view = View.of(SIX, 6);

    refuses(
        Map.of("a", Map.of("b.c", view), "a.b", Map.of("c", view)),
        "it holds two tensors of name a.b.c");
  }

  /** Opcodes in hexadecimal after the protocol. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          2e           | its pickle is damaged: a missing value at byte 3
          ff           | its pickle is damaged: opcode 0xff at byte 2
          5d65         | its pickle is damaged: a missing mark at byte 4
          4e61         | its pickle is damaged: a missing value at byte 4
          4e4e61       | its pickle is damaged: a Atom where a ArrayList is needed
          6807         | its pickle is damaged: memo 7, which was never put
          7d284e75     | its pickle is damaged: a key without a value
          4e2952       | its pickle is damaged: a Atom where a Call is needed
          4e4e62       | its pickle is damaged: attributes for what has none
          58ffffffff   | its pickle has a text of 4294967295 bytes; at most 1048576 are read
          58ffff0000   | its pickle is cut off
          8e00000000000000f0 | its pickle is cut off
          8007         | its pickle has protocol 7; readable are 2 to 5
          4e51         | its pickle is damaged: a Atom where a List is needed
          2951         | its pickle is damaged: too few arguments
          """)
  void refusesADamagedPickle(String opcodes, String message) {
    int[] bytes =
        Bytes.asList(HexFormat.of().parseHex(opcodes)).stream().mapToInt(b -> b).toArray();
    refuses((PickleProgram.Part) program -> program.raw(bytes), message);
  }

  @Test
  void refusesAProgramThatNeverEnds() {
    PickleProgram.Part endless =
        program -> {
          for (int i = 0; i < 1_000_001; i++) {
            program.raw('N', '0');
          }
        };

    refuses(endless, "its pickle takes more than 2000000 steps");
  }

  @Test
  void refusesAStorageOfAnotherSize() throws IOException {
    Storage lie = new Storage("0", HostTensor.Type.F32, SIX.elements(), 5);

    assertThatIOException()
        .isThrownBy(() -> open(PyTorchFiles.zip(Map.of("w", View.of(lie, 5)))))
        .withMessage("cannot read w: its storage 0 is said to be F32[5], but has 24 bytes");
  }

  @Test
  void refusesALegacyFileThatIsCutOff() throws IOException {
    byte[] whole = legacy(Map.of("w", View.of(SIX, 6)));

    assertThatIOException()
        .isThrownBy(() -> open(Arrays.copyOf(whole, whole.length - 1)))
        .withMessage("cannot read w: it is cut off: storage 0 needs 24 bytes, there are 23");
  }

  @Test
  void refusesAPickleThatTorchDidNotWrite() {
    assertThatIOException()
        .isThrownBy(() -> open(PickleProgram.of(Map.of("w", 1))))
        .withMessage("cannot read w: it is a pickle, but none that torch.save wrote");
  }

  @Test
  void saysThatAStorageIsDamaged() throws IOException {
    byte[] bytes = PyTorchFiles.zip(Map.of("w", View.of(SIX, 6)));
    int elements = Bytes.indexOf(bytes, new byte[] {0, 0, (byte) 0x80, 0x3f, 0, 0, 0, 0x40});
    bytes[elements] ^= 1;

    assertThatIOException()
        .isThrownBy(() -> open(bytes).read("w"))
        .withMessage(
            "cannot read w of w: its member archive/data/0 is damaged, its checksum is wrong");
  }

  private static void refuses(Object root, String message) {
    assertThatIOException()
        .isThrownBy(() -> open(PyTorchFiles.zip(root)))
        .withMessage("cannot read w: " + message);
  }

  private static TensorFile open(byte[] content) throws IOException {
    return TensorFile.open(Source.of("w", content));
  }

  private static byte[] legacy(Object root) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PyTorchFiles.legacy(out, root);
    return out.toByteArray();
  }
}
