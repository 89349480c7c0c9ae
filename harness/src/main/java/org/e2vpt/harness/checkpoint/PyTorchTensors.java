package org.e2vpt.harness.checkpoint;

import com.google.common.collect.ImmutableSet;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.e2vpt.harness.checkpoint.PyTorchPickle.View;

/**
 * The tensors among nested dictionaries, lists and objects, by the way to them: {@code
 * state_dict.module.cls_token}, {@code optimizer.state.0.momentum_buffer}. Those of a whole {@code
 * torch.nn.Module} have the names of its {@code state_dict}.
 */
final class PyTorchTensors {

  private static final int MAX_DEPTH = 100;
  private static final int MAX_EDGES = 5_000_000;
  private static final int MAX_VALUES = 200_000;
  private static final int MAX_NAME = 1000;
  private static final int MAX_LETTERS = 16 << 20;

  /** Where a module keeps what its {@code state_dict} names without saying so. */
  private static final ImmutableSet<Object> PARTS_OF_MODULES =
      ImmutableSet.of("_parameters", "_buffers", "_modules");

  private static final String ORDERED_DICT = "collections.OrderedDict";

  /** Stands for the key of an object's attributes, which are named as if they were its items. */
  private static final Object ATTRIBUTES = new Object();

  /** Stands for the key of a dictionary that an object was made of, and is named like. */
  private static final Object CONTENT = new Object();

  private final Map<String, View> tensors = new LinkedHashMap<>();
  private final Map<String, String> ignored = new LinkedHashMap<>();
  private final Set<Object> holders;
  private final Set<Object> open = Collections.newSetFromMap(new IdentityHashMap<>());
  private int values;
  private int letters;

  /** What to do with a value in another one. */
  private interface Visitor {
    void visit(Object key, Object value) throws IOException;
  }

  private PyTorchTensors(Object root) throws IOException {
    this.holders = holders(root);
  }

  /**
   * The tensors below a value.
   *
   * @throws IOException if there is none, or there are too many values
   */
  static PyTorchTensors below(Object root) throws IOException {
    if (root instanceof View) {
      throw new IOException("it holds one tensor without a name, not a dictionary of tensors");
    }
    PyTorchTensors found = new PyTorchTensors(root);
    if (found.holders.isEmpty()) {
      throw new IOException("it holds no tensors");
    }
    found.collect("", root, 0, false);
    return found;
  }

  /** By name, in the order of the file. */
  Map<String, View> tensors() {
    return tensors;
  }

  /**
   * The types of the values beside the tensors, by name. A dictionary, a list or an object without
   * any tensor is one such value; attributes of an object that holds tensors are left out.
   */
  Map<String, String> ignored() {
    return ignored;
  }

  /**
   * The values from which a tensor can be reached. They may share parts and hold themselves, so
   * each is looked into once, and then the tensors tell those that hold them.
   */
  private static Set<Object> holders(Object root) throws IOException {
    Map<Object, List<Object>> owners = new IdentityHashMap<>();
    Deque<Object> left = new ArrayDeque<>(List.of(root));
    Deque<Object> found = new ArrayDeque<>();
    owners.put(root, new ArrayList<>());
    int[] edges = {0};
    while (!left.isEmpty()) {
      Object owner = left.pop();
      visit(
          owner,
          (key, value) -> {
            if (++edges[0] > MAX_EDGES) {
              throw tooLarge();
            }
            if (!isContainer(value) && !(value instanceof View)) {
              return;
            }
            List<Object> known = owners.get(value);
            if (known == null) {
              known = new ArrayList<>(1);
              owners.put(value, known);
              (value instanceof View ? found : left).push(value);
            }
            known.add(owner);
          });
    }
    Set<Object> holders = Collections.newSetFromMap(new IdentityHashMap<>());
    while (!found.isEmpty()) {
      for (Object owner : owners.getOrDefault(found.pop(), List.of())) {
        if (holders.add(owner)) {
          found.push(owner);
        }
      }
    }
    return holders;
  }

  private static boolean isContainer(Object value) {
    return value instanceof Map<?, ?> map && !map.isEmpty()
        || value instanceof List<?> list && !list.isEmpty()
        || value instanceof PythonObject;
  }

  private static void visit(Object owner, Visitor visitor) throws IOException {
    if (owner instanceof Map<?, ?> map) {
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        visitor.visit(entry.getKey(), entry.getValue());
      }
    } else if (owner instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        visitor.visit((long) i, list.get(i));
      }
    } else if (owner instanceof PythonObject object) {
      visit(object, visitor);
    }
  }

  private static void visit(PythonObject object, Visitor visitor) throws IOException {
    if (object.arguments().size() == 1) {
      if (object.arguments().get(0) instanceof Map<?, ?> map) {
        visitor.visit(CONTENT, map); // such as a frozen dictionary
      } else if (object.type().equals(ORDERED_DICT)) {
        visitPairs(object.arguments().get(0), visitor);
      }
    }
    visit(object.items(), visitor);
    visit(object.elements(), visitor);
    if (object.state() instanceof Map) {
      visitor.visit(ATTRIBUTES, object.state());
    } else if (object.state() instanceof List<?> list && list.size() == 2) {
      visitor.visit(ATTRIBUTES, list.get(0)); // __dict__
      visitor.visit(ATTRIBUTES, list.get(1)); // __slots__
    }
  }

  /** Python 2 gives them to the constructor of an ordered dictionary. */
  private static void visitPairs(Object pairs, Visitor visitor) throws IOException {
    if (pairs instanceof List<?> list) {
      for (Object pair : list) {
        if (pair instanceof List<?> two && two.size() == 2) {
          visitor.visit(two.get(0), two.get(1));
        }
      }
    }
  }

  @SuppressWarnings("ReferenceEquality") // one tensor that is reached twice, not two equal ones
  private void collect(String name, Object value, int depth, boolean attributes)
      throws IOException {
    count(name);
    if (depth > MAX_DEPTH || name.length() > MAX_NAME) {
      throw tooLarge();
    }
    if (value instanceof View view) {
      View before = tensors.putIfAbsent(name, view);
      if (before != null && before != view) {
        throw new IOException("it holds two tensors of name " + name);
      }
    } else if (open.add(value)) { // else it holds itself
      visit(
          value,
          (key, part) -> {
            if (part instanceof View || holders.contains(part)) {
              boolean module = attributes && PARTS_OF_MODULES.contains(key);
              boolean unnamed = module || key == ATTRIBUTES || key == CONTENT;
              collect(
                  unnamed ? name : below(name, key), part, depth + 1, module || key == ATTRIBUTES);
            } else if (!attributes && key != ATTRIBUTES && key != CONTENT) {
              ignore(below(name, PythonNames.text(key)), part);
            }
          });
      open.remove(value);
    }
  }

  private void ignore(String name, Object value) throws IOException {
    count(name);
    ignored.putIfAbsent(name, PythonNames.type(value));
  }

  private void count(String name) throws IOException {
    letters += name.length();
    if (++values > MAX_VALUES || letters > MAX_LETTERS) {
      throw tooLarge();
    }
  }

  private static String below(String name, Object key) throws IOException {
    String text = key instanceof String string ? string : PythonNames.text(key);
    if (text.length() > MAX_NAME) {
      throw tooLarge();
    }
    return name.isEmpty() ? text : name + "." + text;
  }

  private static IOException tooLarge() {
    return new IOException(
        String.format(
            Locale.ROOT,
            "its dictionaries are too large: more than %d values, %d levels or %d letters of a name",
            MAX_VALUES,
            MAX_DEPTH,
            MAX_NAME));
  }
}
