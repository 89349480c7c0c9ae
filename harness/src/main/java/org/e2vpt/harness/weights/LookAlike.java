package org.e2vpt.harness.weights;

import com.google.common.collect.ImmutableList;
import java.util.Optional;
import org.apache.commons.csv.CSVRecord;
import org.e2vpt.harness.checkpoint.TensorFile;
import org.e2vpt.harness.checkpoint.TensorInfo;

/**
 * How to tell other weights from those of the paper, although the backbone's tensors have the same
 * names and shapes.
 *
 * @param id of the weights that it is not
 * @param holds a vector that it has, at the end of its name
 * @param size of that vector
 * @param lacks a tensor that it does not have, or nothing
 * @param reason what it is
 */
record LookAlike(String id, String holds, long size, String lacks, String reason) {

  private static final ImmutableList<LookAlike> ALL =
      KeyMap.csv("lookalikes").stream()
          .map(LookAlike::parse)
          .collect(ImmutableList.toImmutableList());

  private static LookAlike parse(CSVRecord line) {
    return new LookAlike(
        line.get("id"),
        line.get("holds"),
        Long.parseLong(line.get("size")),
        line.get("lacks"),
        line.get("reason"));
  }

  /** The look-alike that the file is of these weights, if it is one. */
  static Optional<LookAlike> of(TensorFile file, String id) {
    return ALL.stream().filter(known -> known.id.equals(id) && known.is(file)).findFirst();
  }

  private boolean is(TensorFile file) {
    return file.tensors().entrySet().stream()
            .anyMatch(
                tensor -> isNamed(tensor.getKey(), holds) && isOfSize(tensor.getValue(), size))
        && (lacks.isEmpty()
            || file.tensors().keySet().stream().noneMatch(key -> isNamed(key, lacks)));
  }

  private static boolean isNamed(String key, String name) {
    return key.equals(name) || key.endsWith("." + name);
  }

  private static boolean isOfSize(TensorInfo info, long size) {
    return info.shape().length() == 1 && info.shape().get(0) == size;
  }
}
