package org.e2vpt.harness.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.io.ByteArrayDataOutput;
import com.google.common.io.ByteStreams;
import java.util.List;
import java.util.Map;

/** Writes pickles of protocol 2, opcode by opcode, as Python does. */
final class PickleProgram {

  /** Anything that has opcodes of its own. */
  interface Part {
    void writeTo(PickleProgram program);
  }

  private final ByteArrayDataOutput out = ByteStreams.newDataOutput();

  PickleProgram() {
    raw(0x80, 2);
  }

  /** A whole pickle of one value: see {@link #value}. */
  static byte[] of(Object value) {
    return new PickleProgram().value(value).end();
  }

  byte[] end() {
    return raw('.').out.toByteArray();
  }

  PickleProgram raw(int... bytes) {
    for (int b : bytes) {
      out.write(b);
    }
    return this;
  }

  PickleProgram text(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    raw('X');
    out.writeInt(Integer.reverseBytes(bytes.length));
    out.write(bytes);
    return this;
  }

  PickleProgram number(long number) {
    raw(0x8a, Long.BYTES);
    out.writeLong(Long.reverseBytes(number));
    return this;
  }

  PickleProgram global(String module, String name) {
    raw('c');
    out.write((module + "\n" + name + "\n").getBytes(UTF_8));
    return this;
  }

  /** A text, a number, a list (as a tuple), a map, null or a {@link Part}. */
  PickleProgram value(Object value) {
    if (value == null) {
      return raw('N');
    } else if (value instanceof String text) {
      return text(text);
    } else if (value instanceof Number number) {
      return number(number.longValue());
    } else if (value instanceof Boolean bool) {
      return raw(bool ? 0x88 : 0x89);
    } else if (value instanceof List<?> list) {
      raw('(');
      list.forEach(this::value);
      return raw('t');
    } else if (value instanceof Map<?, ?> map) {
      raw('}', '(');
      map.forEach((k, v) -> value(k).value(v));
      return raw('u');
    }
    ((Part) value).writeTo(this);
    return this;
  }
}
