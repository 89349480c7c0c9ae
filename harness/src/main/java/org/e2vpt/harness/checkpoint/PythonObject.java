package org.e2vpt.harness.checkpoint;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A Python value that a {@link Pickle} makes of a class that does not exist here. No code of that
 * class runs: what the pickle puts into the value is kept, so that tensors can be found in it, and
 * nothing else is known but the name of its type.
 */
final class PythonObject {

  private final String type;
  private final List<?> arguments;
  private Map<Object, Object> items = Map.of();
  private List<Object> elements = List.of();
  private Object state = None.NONE;

  /**
   * @param type as Python names it, without {@code builtins}
   * @param arguments that it was made with
   */
  PythonObject(String type, List<?> arguments) {
    this.type = PythonNames.shortened(type);
    this.arguments = arguments;
  }

  PythonObject(String type) {
    this(type, List.of());
  }

  /** Python's {@code None}: there is one for all pickles, so it has nothing that can change. */
  enum None {
    NONE
  }

  /** A name that the pickle refers to: a class, a function or a constant. */
  record Global(String name) {}

  String type() {
    return type;
  }

  List<?> arguments() {
    return arguments;
  }

  /** What was set by key, as in a subclass of {@code dict}. */
  Map<Object, Object> items() {
    return items;
  }

  /** Where the pickle sets items. */
  Map<Object, Object> changeableItems() {
    if (items.isEmpty()) {
      items = new LinkedHashMap<>();
    }
    return items;
  }

  /** What was appended, as to a subclass of {@code list}. */
  List<Object> elements() {
    return elements;
  }

  /** Where the pickle appends elements. */
  List<Object> changeableElements() {
    if (elements.isEmpty()) {
      elements = new ArrayList<>();
    }
    return elements;
  }

  /** What {@code __setstate__} would get: usually a dictionary of attributes. */
  Object state() {
    return state;
  }

  void setState(Object state) {
    this.state = state;
  }
}
