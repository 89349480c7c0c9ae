package org.e2vpt.harness.checkpoint;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.e2vpt.harness.checkpoint.PyTorchPickle.View;

/**
 * The tensors among nested dictionaries and lists, by the way to them: {@code
 * state_dict.module.cls_token}, {@code optimizer.state.0.momentum_buffer}.
 */
final class PyTorchTensors {

  private static final int MAX_DEPTH = 32;
  private static final int MAX_VALUES = 1_000_000;
  private static final int MAX_NAME = 1000;

  private final Map<String, View> found = new LinkedHashMap<>();
  private int values;

  private PyTorchTensors() {}

  /**
   * The tensors below a value.
   *
   * @throws IOException if there is none, or the values form a ring or a thicket
   */
  static Map<String, View> below(Object root) throws IOException {
    if (root instanceof View) {
      throw new IOException("it holds one tensor without a name, not a dictionary of tensors");
    }
    PyTorchTensors tensors = new PyTorchTensors();
    tensors.collect("", root, 0);
    if (tensors.found.isEmpty()) {
      throw new IOException("it holds no tensors");
    }
    return tensors.found;
  }

  private void collect(String name, Object value, int depth) throws IOException {
    if (++values > MAX_VALUES || depth > MAX_DEPTH || name.length() > MAX_NAME) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "its dictionaries are too large: more than %d values, %d levels or %d letters of a name",
              MAX_VALUES,
              MAX_DEPTH,
              MAX_NAME));
    }
    if (value instanceof View view) {
      if (found.put(name, view) != null) {
        throw new IOException("it holds two tensors of name " + name);
      }
    } else if (value instanceof Map<?, ?> map) {
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        collect(below(name, entry.getKey()), entry.getValue(), depth + 1);
      }
    } else if (value instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        collect(below(name, i), list.get(i), depth + 1);
      }
    }
  }

  private static String below(String name, Object key) {
    return name.isEmpty() ? key.toString() : name + "." + key;
  }
}
