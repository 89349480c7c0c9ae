package org.e2vpt.harness.checkpoint;

import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.e2vpt.harness.checkpoint.PyTorchPickle.Storage;

/**
 * Python's pickle, protocols 1 to 5: a program for a machine with a stack and a memo. This machine
 * builds texts, numbers, lists and dictionaries, and leaves everything else to {@link World}, so no
 * pickle can make it run code.
 *
 * <p>Python's values become {@link String}, {@link Long}, {@link BigInteger}, {@link Double},
 * {@link Boolean}, {@link ArrayList} (lists), {@link List} (tuples) and {@link Map}; all others,
 * and numbers and texts of extreme length, become a {@link PythonObject}.
 */
final class Pickle {

  /** What lies outside the machine. */
  interface World {

    /**
     * A global name, such as a class or a function.
     *
     * @throws IOException if it is none that may be used
     */
    Object global(String module, String name) throws IOException;

    /**
     * What a call of {@code callable} with these arguments gives.
     *
     * @throws IOException if it may not be called, or not so
     */
    Object call(Object callable, List<?> arguments) throws IOException;

    /** The object that is stored outside the pickle under {@code id}. */
    Object persistent(Object id) throws IOException;
  }

  private static final int HIGHEST_PROTOCOL = 5;
  private static final int MAX_STEPS = 2_000_000;
  private static final Object MARK = new Object();
  private static final ImmutableMap<Class<?>, String> EXPECTED =
      ImmutableMap.<Class<?>, String>builder()
          .put(String.class, "str")
          .put(Long.class, "int")
          .put(Map.class, "dict")
          .put(List.class, "tuple")
          .put(ArrayList.class, "list")
          .put(PythonObject.class, "an object")
          .put(PythonObject.Global.class, "a class or function")
          .put(Storage.class, "a storage")
          .buildOrThrow();

  private final PickleInput in;
  private final World world;
  private final List<Object> stack = new ArrayList<>();
  private final Map<Long, Object> memo = new HashMap<>();

  private Pickle(PickleInput in, World world) {
    this.in = in;
    this.world = world;
  }

  /**
   * Runs the program up to its end.
   *
   * @throws IOException if it is damaged, too long, or asks for what {@code world} does not give
   */
  static Object load(PickleInput in, World world) throws IOException {
    return new Pickle(in, world).run();
  }

  private Object run() throws IOException {
    for (int step = 0; step < MAX_STEPS; step++) {
      long at = in.position();
      int opcode = in.unsignedByte();
      if (opcode == '.') { // STOP
        return pop();
      }
      if (!constant(opcode) && !structure(opcode) && !memory(opcode) && !outside(opcode)) {
        throw damaged(String.format(Locale.ROOT, "opcode 0x%02x at byte %d", opcode, at));
      }
    }
    throw new IOException(
        String.format(Locale.ROOT, "its pickle takes more than %d steps", MAX_STEPS));
  }

  /** Opcodes that push a value which they spell out. */
  private boolean constant(int opcode) throws IOException {
    switch (opcode) {
      case 'N' -> push(PythonObject.None.NONE);
      case 0x88 -> push(true);
      case 0x89 -> push(false);
      case 'I', 'L' -> push(in.decimal()); // INT, LONG
      case 'K' -> push((long) in.unsignedByte()); // BININT1
      case 'M' -> push(in.little(2)); // BININT2
      case 'J' -> push((long) (int) in.little(4)); // BININT
      case 0x8a -> push(in.integer(in.unsignedByte())); // LONG1
      case 0x8b -> push(in.integer(in.little(4))); // LONG4
      case 'G' -> push(in.bigEndianDouble()); // BINFLOAT
      case 'X' -> push(in.text(in.little(4))); // BINUNICODE
      case 0x8c -> push(in.text(in.unsignedByte())); // SHORT_BINUNICODE
      case 0x8d -> push(in.text(in.little(8))); // BINUNICODE8
      case 'U' -> push(in.text(in.unsignedByte())); // SHORT_BINSTRING
      case 'T' -> push(in.text(in.little(4))); // BINSTRING
      case 'C' -> pushSkipped("bytes", in.unsignedByte()); // SHORT_BINBYTES
      case 'B' -> pushSkipped("bytes", in.little(4)); // BINBYTES
      case 0x8e -> pushSkipped("bytes", in.little(8)); // BINBYTES8
      case 0x96 -> pushSkipped("bytearray", in.little(8)); // BYTEARRAY8
      default -> {
        return false;
      }
    }
    return true;
  }

  private void pushSkipped(String type, long length) throws IOException {
    in.skip(length);
    push(new PythonObject(type));
  }

  /** Opcodes that build lists, tuples, sets and dictionaries. */
  private boolean structure(int opcode) throws IOException {
    switch (opcode) {
      case '(' -> push(MARK);
      case ')' -> push(List.of()); // EMPTY_TUPLE
      case 0x85 -> push(tuple(popped(1))); // TUPLE1
      case 0x86 -> push(tuple(popped(2)));
      case 0x87 -> push(tuple(popped(3)));
      case 't' -> push(tuple(poppedToMark())); // TUPLE
      case ']' -> push(new ArrayList<>()); // EMPTY_LIST
      case 'l' -> push(poppedToMark()); // LIST
      case 'a' -> { // APPEND
        Object item = pop();
        list(top()).add(item);
      }
      case 'e' -> { // APPENDS
        List<Object> items = poppedToMark();
        list(top()).addAll(items);
      }
      case 0x8f -> push(new PythonObject("set")); // EMPTY_SET
      case 0x90 -> { // ADDITEMS
        poppedToMark();
        expect(PythonObject.class, top());
      }
      case 0x91 -> push(new PythonObject("frozenset", poppedToMark())); // FROZENSET
      case '}' -> push(new LinkedHashMap<>()); // EMPTY_DICT
      case 'd' -> { // DICT
        List<Object> items = poppedToMark();
        push(new LinkedHashMap<>());
        putAll(items);
      }
      case 's' -> putAll(popped(2)); // SETITEM
      case 'u' -> putAll(poppedToMark()); // SETITEMS
      default -> {
        return false;
      }
    }
    return true;
  }

  /** Opcodes of stack, memo and framing. */
  private boolean memory(int opcode) throws IOException {
    switch (opcode) {
      case 0x80 -> requireProtocol(in.unsignedByte());
      case 0x95 -> in.skip(8); // FRAME, which only helps who reads ahead
      case '0' -> popOrMark(); // POP
      case '1' -> poppedToMark(); // POP_MARK
      case '2' -> push(top()); // DUP
      case 'q' -> memo.put((long) in.unsignedByte(), top()); // BINPUT
      case 'r' -> memo.put(in.little(4), top()); // LONG_BINPUT
      case 0x94 -> memo.put((long) memo.size(), top()); // MEMOIZE
      case 'h' -> push(remembered(in.unsignedByte())); // BINGET
      case 'j' -> push(remembered(in.little(4))); // LONG_BINGET
      default -> {
        return false;
      }
    }
    return true;
  }

  /** Opcodes that need the world. */
  private boolean outside(int opcode) throws IOException {
    switch (opcode) {
      case 'c' -> push(world.global(in.line(), in.line())); // GLOBAL
      case 0x93 -> { // STACK_GLOBAL
        String name = expect(String.class, pop());
        push(world.global(expect(String.class, pop()), name));
      }
      case 'R', 0x81 -> { // REDUCE, NEWOBJ
        List<?> arguments = expect(List.class, pop());
        push(world.call(pop(), arguments));
      }
      case 0x92 -> { // NEWOBJ_EX, with arguments by name
        pop();
        List<?> arguments = expect(List.class, pop());
        push(world.call(pop(), arguments));
      }
      case 'o' -> { // OBJ, of Python 2
        List<Object> values = poppedToMark();
        if (values.isEmpty()) {
          throw damaged("an object without a class");
        }
        push(world.call(values.get(0), values.subList(1, values.size())));
      }
      case 'Q' -> push(world.persistent(pop())); // BINPERSID
      case 'b' -> setState(pop(), top()); // BUILD
      default -> {
        return false;
      }
    }
    return true;
  }

  /**
   * Only objects keep it; classes, tensors and storages may have attributes, which nobody needs.
   */
  private static void setState(Object state, Object owner) throws IOException {
    if (owner instanceof PythonObject object) {
      object.setState(state);
    } else if (!(owner instanceof Map || owner instanceof Record)) {
      throw damaged("attributes of %s, which has none".formatted(PythonNames.type(owner)));
    }
  }

  private static void requireProtocol(int protocol) throws IOException {
    if (protocol < 2 || protocol > HIGHEST_PROTOCOL) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "its pickle has protocol %d; readable are 2 to %d",
              protocol,
              HIGHEST_PROTOCOL));
    }
  }

  private void push(Object value) {
    stack.add(value);
  }

  private Object top() throws IOException {
    if (stack.isEmpty() || stack.get(stack.size() - 1) == MARK) {
      throw damaged(String.format(Locale.ROOT, "a missing value at byte %d", in.position()));
    }
    return stack.get(stack.size() - 1);
  }

  private Object pop() throws IOException {
    Object value = top();
    stack.remove(stack.size() - 1);
    return value;
  }

  private void popOrMark() throws IOException {
    if (!stack.isEmpty() && stack.get(stack.size() - 1) == MARK) {
      stack.remove(stack.size() - 1);
    } else {
      pop();
    }
  }

  private static List<Object> tuple(List<Object> values) {
    return Collections.unmodifiableList(values);
  }

  private List<Object> popped(int count) throws IOException {
    List<Object> values = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      values.add(pop());
    }
    Collections.reverse(values);
    return values;
  }

  private List<Object> poppedToMark() throws IOException {
    int mark = stack.lastIndexOf(MARK);
    if (mark < 0) {
      throw damaged(String.format(Locale.ROOT, "a missing mark at byte %d", in.position()));
    }
    List<Object> above = stack.subList(mark + 1, stack.size());
    List<Object> values = new ArrayList<>(above);
    above.clear();
    stack.remove(mark);
    return values;
  }

  private Object remembered(long index) throws IOException {
    Object value = memo.get(index);
    if (value == null) {
      throw damaged(String.format(Locale.ROOT, "memo %d, which was never put", index));
    }
    return value;
  }

  private void putAll(List<Object> keysAndValues) throws IOException {
    Map<Object, Object> map = map(top());
    if (keysAndValues.size() % 2 != 0) {
      throw damaged("a key without a value");
    }
    for (int i = 0; i < keysAndValues.size(); i += 2) {
      map.put(PythonNames.key(keysAndValues.get(i)), keysAndValues.get(i + 1));
    }
  }

  @SuppressWarnings("unchecked") // this machine makes no other maps
  private static Map<Object, Object> map(Object value) throws IOException {
    return value instanceof PythonObject object
        ? object.changeableItems()
        : expect(Map.class, value);
  }

  @SuppressWarnings("unchecked") // this machine makes no other lists
  private static List<Object> list(Object value) throws IOException {
    return value instanceof PythonObject object
        ? object.changeableElements()
        : expect(ArrayList.class, value);
  }

  /** The value if it is of this type. */
  static <T> T expect(Class<T> type, Object value) throws IOException {
    if (!type.isInstance(value)) {
      throw damaged("found %s, expected %s".formatted(PythonNames.type(value), EXPECTED.get(type)));
    }
    return type.cast(value);
  }

  static IOException damaged(String found) {
    return new IOException("its pickle is damaged: " + found);
  }
}
