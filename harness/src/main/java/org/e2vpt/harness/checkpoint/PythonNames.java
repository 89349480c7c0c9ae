package org.e2vpt.harness.checkpoint;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.e2vpt.harness.checkpoint.PyTorchPickle.Storage;
import org.e2vpt.harness.checkpoint.PyTorchPickle.View;
import org.e2vpt.harness.checkpoint.PythonObject.Global;

/** What Python calls the values of a {@link Pickle}, in words of a length that can be printed. */
final class PythonNames {

  private static final int MAX_NAME = 200;
  private static final int MAX_TUPLE = 8;

  /** Functions whose first argument is the class of what they make. */
  private static final ImmutableSet<String> MAKERS =
      ImmutableSet.of(
          "copyreg._reconstructor",
          "copy_reg._reconstructor",
          "copyreg.__newobj__",
          "copyreg.__newobj_ex__",
          "numpy.core.multiarray._reconstruct",
          "numpy._core.multiarray._reconstruct");

  /** NumPy's one-letter kinds of types, each followed by the bytes of an element. */
  private static final ImmutableMap<Character, String> KINDS =
      ImmutableMap.of('f', "float", 'i', "int", 'u', "uint", 'c', "complex");

  private PythonNames() {}

  /** The name of a value's type; of a global, its own name. */
  static String type(Object value) {
    if (value == PythonObject.None.NONE) {
      return "None";
    } else if (value instanceof PythonObject object) {
      return object.type();
    } else if (value instanceof Global global) {
      return global.name();
    } else if (value instanceof String) {
      return "str";
    } else if (value instanceof Boolean) {
      return "bool";
    } else if (value instanceof Long || value instanceof BigInteger) {
      return "int";
    } else if (value instanceof Double) {
      return "float";
    } else if (value instanceof Map) {
      return "dict";
    } else if (value instanceof ArrayList) {
      return "list";
    } else if (value instanceof List) {
      return "tuple";
    } else if (value instanceof View) {
      return "torch.Tensor";
    } else if (value instanceof Storage storage) {
      return storage.type().name();
    }
    throw new IllegalArgumentException("no value of a pickle is a " + value.getClass());
  }

  /** The name of the type of what a call gives. */
  static String made(String callable, List<?> arguments) {
    Object first = arguments.isEmpty() ? PythonObject.None.NONE : arguments.get(0);
    if (MAKERS.contains(callable)) {
      return type(first);
    }
    return switch (callable) {
      case "_codecs.encode" -> "bytes"; // as Python 3 writes them for Python 2
      case "getattr" -> type(first) + "." + (arguments.size() > 1 ? text(arguments.get(1)) : "");
      case "numpy.core.multiarray.scalar", "numpy._core.multiarray.scalar" -> scalar(first);
      case "torch._utils._rebuild_sparse_tensor", "torch._utils._rebuild_sparse_csr_tensor" ->
          "sparse tensor";
      case "torch._utils._rebuild_qtensor" -> "quantized tensor";
      case "numpy.core.numeric._frombuffer", "numpy._core.numeric._frombuffer" -> "numpy.ndarray";
      default -> callable;
    };
  }

  /** {@code numpy.float64} for the type that NumPy writes as {@code f8}. */
  private static String scalar(Object dtype) {
    if (dtype instanceof PythonObject object
        && !object.arguments().isEmpty()
        && object.arguments().get(0) instanceof String code) {
      if (code.equals("b1")) {
        return "numpy.bool_";
      }
      if (code.matches("[fiuc][0-9]{1,2}")) {
        return "numpy." + KINDS.get(code.charAt(0)) + 8 * Integer.parseInt(code.substring(1));
      }
    }
    return "numpy scalar";
  }

  /**
   * What stands for a value as the key of a dictionary. Texts, numbers and objects stand for
   * themselves. The hash of anything else could take for ever: a tuple may hold another one twice,
   * which holds yet another one twice.
   */
  static Object key(Object value) {
    return value instanceof List || value instanceof Map || value instanceof Record
        ? new PythonObject(text(value))
        : value;
  }

  /** A key as text: of a short tuple its elements, of other objects the type. */
  static String text(Object key) {
    if (key instanceof Boolean truth) {
      return truth ? "True" : "False";
    } else if (key instanceof String || key instanceof Number) {
      return shortened(key.toString());
    } else if (key instanceof List<?> list
        && list.size() <= MAX_TUPLE
        && list.stream().noneMatch(List.class::isInstance)) {
      return list.stream()
          .map(item -> item instanceof String ? "'" + text(item) + "'" : text(item))
          .collect(Collectors.joining(", ", "(", list.size() == 1 ? ",)" : ")"));
    }
    return type(key);
  }

  /** The beginning of a text that may be very long. */
  static String shortened(String text) {
    return text.length() <= MAX_NAME ? text : text.substring(0, MAX_NAME) + "…";
  }
}
