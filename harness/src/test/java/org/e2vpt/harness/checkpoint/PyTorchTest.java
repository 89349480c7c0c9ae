package org.e2vpt.harness.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.common.primitives.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.e2vpt.harness.checkpoint.PyTorchFiles.Storage;
import org.e2vpt.harness.checkpoint.PyTorchFiles.View;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
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
    "os, popen",
    "nt, remove",
    "builtins, eval",
    "__builtin__, exec",
    "subprocess, Popen",
    "torch, load"
  })
  void refusesWhatIsOnlyThereToDoHarmAndRunsNothing(String module, String name) {
    PickleProgram.Part call =
        program -> program.global(module, name).raw('(').text("x").raw('t', 'R');

    refuses(
        Map.of("model", View.of(SIX, 6), "x", call),
        "its pickle would call %s.%s when Python loads it, which no weights need; nothing was run. Do not load this file, and get it from another source"
            .formatted(module, name));
  }

  /** Opcodes, with a tensor pushed where {@code T} stands, and what they are called. */
  static Stream<Arguments> ignoresEveryOtherValue() {
    return Stream.of(
        arguments("own.Config", part(p -> p.global("own", "Config").raw(')', 0x81))),
        arguments("own.function", part(p -> p.global("own", "function"))),
        arguments("own.made", part(p -> p.global("own", "made").raw(')', 'R', ')', 'R'))),
        arguments("own.New", part(p -> p.global("own", "New").raw(')', '}', 0x92))),
        arguments("own.Old", part(p -> p.raw('(').global("own", "Old").raw('o'))),
        arguments(
            "own.Reduced",
            part(
                p ->
                    p.global("copy_reg", "_reconstructor")
                        .raw('(')
                        .global("own", "Reduced")
                        .raw('N', 'N', 't', 'R'))),
        arguments(
            "own.Colour.RED",
            part(
                p ->
                    p.global("builtins", "getattr")
                        .global("own", "Colour")
                        .text("RED")
                        .raw(0x86, 'R'))),
        arguments(
            "numpy.bool_",
            part(
                p ->
                    p.global("numpy._core.multiarray", "scalar")
                        .global("numpy", "dtype")
                        .text("b1")
                        .raw(0x85, 'R', 'C', 1, 1, 0x86, 'R'))),
        arguments(
            "numpy scalar",
            part(p -> p.global("numpy.core.multiarray", "scalar").raw('N', 'N', 0x86, 'R'))),
        arguments("tensor of float8_e4m3fn", part(p -> untyped(p, "8", "float8_e4m3fn"))),
        arguments(
            "negated tensor of float32",
            part(
                p ->
                    p.global("torch._utils", "_rebuild_tensor_v2")
                        .raw('(')
                        .value(SIX)
                        .number(0)
                        .value(List.of(6))
                        .value(List.of(1))
                        .value(false)
                        .raw('N')
                        .value(Map.of("neg", true))
                        .raw('t', 'R'))),
        arguments("dict", part(p -> p.raw('}', 'q', 9, 'h', 9).text("me").raw('h', 9, 's', '0'))),
        arguments("int", part(p -> p.raw(0x8b, 0, 1, 0, 0).raw(new int[256]))),
        arguments(
            "int", part(p -> p.raw('L').raw("1".repeat(900).chars().toArray()).raw('L', '\n'))),
        arguments("bool", part(p -> p.raw('I', '0', '1', '\n'))));
  }

  @ParameterizedTest
  @MethodSource
  void ignoresEveryOtherValue(String type, PickleProgram.Part value) throws IOException {
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("x", value);
    root.put("w", View.of(SIX, 6));

    TensorFile file = open(PyTorchFiles.zip(root));

    assertThat(file.tensors()).containsOnlyKeys("w");
    assertThat(file.ignored()).containsExactly(Map.entry("x", type));
  }

  private static PickleProgram.Part part(PickleProgram.Part part) {
    return part;
  }

  /** As PyTorch 2.3 and newer write the types for which there is no class of a storage. */
  private static void untyped(PickleProgram program, String key, String dtype) {
    program.global("torch._utils", "_rebuild_tensor_v3").raw('(', '(').text("storage");
    program
        .global("torch.storage", "UntypedStorage")
        .text(key)
        .text("cpu")
        .number(24)
        .raw('t', 'Q');
    program.number(5).value(List.of(2)).value(List.of(2)).value(false).raw('N');
    program.global("torch", dtype).raw('t', 'R');
  }

  @Test
  void readsTypesWithoutAStorageOfTheirOwn() throws IOException {
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("w", part(p -> untyped(p, "0", "uint16")));

    byte[] zip = PyTorchFiles.zip(root, "little", List.of(SIX));

    assertThat(open(zip).tensors())
        .containsExactly(Map.entry("w", TensorInfo.of(HostTensor.Type.U16, 2)));
    assertThat(open(zip).read("w").longs()).containsExactly(0x4040, 0x4080);
  }

  @Test
  void findsTensorsInObjectsOfEveryClass() throws IOException {
    View view = View.of(SIX, 6);
    Map<String, Object> root = new LinkedHashMap<>();
    root.put(
        "dict", part(p -> p.global("own", "Config").raw(')', 0x81).text("a").value(view).raw('s')));
    root.put(
        "list", part(p -> p.global("own", "Items").raw(')', 0x81, 'N', 'a').value(view).raw('a')));
    root.put(
        "attributes",
        part(p -> p.global("own", "Ema").raw(')', 0x81).value(Map.of("b", view)).raw('b')));
    root.put(
        "slots",
        part(
            p ->
                p.global("own", "Slots")
                    .raw(')', 0x81, 'N')
                    .value(Map.of("c", view))
                    .raw(0x86, 'b')));
    root.put(
        "frozen", part(p -> p.global("own", "Frozen").value(Map.of("d", view)).raw(0x85, 'R')));
    root.put(
        "python2",
        part(
            p ->
                p.global("collections", "OrderedDict")
                    .raw(']', ']')
                    .text("e")
                    .raw('a')
                    .value(view)
                    .raw('a', 'a', 0x85, 'R')));
    root.put(
        "subclass",
        part(
            p ->
                p.global("torch._tensor", "_rebuild_from_type_v2")
                    .raw('(')
                    .global("torch._utils", "_rebuild_parameter")
                    .global("own", "Tensor")
                    .raw('(')
                    .value(view)
                    .raw(0x88, 'N', 't', '}', 't', 'R')));
    root.put(
        "stateful",
        part(
            p ->
                p.global("torch._utils", "_rebuild_parameter_with_state")
                    .raw('(')
                    .value(view)
                    .raw(0x88, 'N', '}', 't', 'R')));

    TensorFile file = open(PyTorchFiles.zip(root, "little", List.of(SIX)));

    assertThat(file.tensors())
        .containsOnlyKeys(
            "dict.a",
            "list.1",
            "attributes.b",
            "slots.c",
            "frozen.d",
            "python2.e",
            "subclass",
            "stateful");
    assertThat(file.ignored()).containsExactly(Map.entry("list.0", "None"));
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
  void listsOnceWhatHoldsItself() throws IOException {
    PickleProgram.Part ring =
        program ->
            program
                .raw('}', 'q', 0)
                .text("w")
                .value(View.of(SIX, 6))
                .raw('s')
                .text("again")
                .raw('h', 0, 's');

    TensorFile file = open(PyTorchFiles.zip(ring, "little", List.of(SIX)));

    assertThat(file.tensors()).containsOnlyKeys("w");
  }

  @Test
  void namesTensorsWhoseKeyIsATuple() throws IOException {
    PickleProgram.Part tuple =
        program -> program.raw('}').value(List.of("a", 1)).value(View.of(SIX, 6)).raw('s');

    assertThat(open(PyTorchFiles.zip(tuple, "little", List.of(SIX))).tensors())
        .containsOnlyKeys("('a', 1)");
  }

  /** Each level holds the one below twice: the hash of the last takes 2⁴⁰ steps. */
  @Test
  void takesAsAKeyWhatHasNoHash() throws IOException {
    PickleProgram.Part thicket =
        program -> {
          program.value(Map.of("w", View.of(SIX, 6))).raw(')');
          for (int level = 0; level < 40; level++) {
            program.raw('q', level, '0', 'h', level, 'h', level, 0x86);
          }
          program.raw('N', 's');
        };

    TensorFile file = open(PyTorchFiles.zip(thicket, "little", List.of(SIX)));

    assertThat(file.tensors()).containsOnlyKeys("w");
    assertThat(file.ignored()).containsExactly(Map.entry("tuple", "None"));
  }

  /** Converting it to decimal digits would take minutes. */
  @Test
  void takesAHugeNumberAsAKey() throws IOException {
    PickleProgram.Part huge =
        program -> {
          program.value(Map.of("w", View.of(SIX, 6))).raw(0x8b, 0, 0, 0x0f, 0);
          program.raw(new int[0x0f0000]).raw('N', 's');
        };

    assertThat(open(PyTorchFiles.zip(huge, "little", List.of(SIX))).ignored())
        .containsExactly(Map.entry("int", "None"));
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
        "its dictionaries are too large: more than 200000 values, 100 levels or 1000 letters of a name");
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
          4e4e61       | its pickle is damaged: found None, expected list
          4e4e4e73     | its pickle is damaged: found None, expected dict
          4e28904e     | its pickle is damaged: found None, expected an object
          4e7d62       | its pickle is damaged: attributes of None, which has none
          4b0161       | its pickle is damaged: a missing value at byte 5
          4b014e61     | its pickle is damaged: found int, expected list
          294e61       | its pickle is damaged: found tuple, expected list
          6807         | its pickle is damaged: memo 7, which was never put
          7d284e75     | its pickle is damaged: a key without a value
          4b012952     | its pickle is damaged: found int, expected a class or function
          4b014e62     | its pickle is damaged: attributes of int, which has none
          58ffffffff   | its pickle is cut off
          58ffff0000   | its pickle is cut off
          8bffffffff   | its pickle is cut off
          8e00000000000000f0 | its pickle is cut off
          4c0a         | its pickle is damaged: a number without digits
          286f         | its pickle is damaged: an object without a class
          8007         | its pickle has protocol 7; readable are 2 to 5
          4e51         | its pickle is damaged: found None, expected tuple
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
        .withMessage(
            "cannot read w: its storage 0 is said to have 5 elements of float32, but has 24 bytes");
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
    return TensorFile.open(FileBytes.of("w", content));
  }

  private static byte[] legacy(Object root) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PyTorchFiles.legacy(out, root);
    return out.toByteArray();
  }
}
