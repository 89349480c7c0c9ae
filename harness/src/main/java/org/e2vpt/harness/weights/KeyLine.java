package org.e2vpt.harness.weights;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVRecord;
import org.e2vpt.harness.checkpoint.HostTensor;

/**
 * One line of a key map: what becomes of a tensor of the file.
 *
 * @param theirs its name in the file; {@code (ones)} and {@code (zeros)} are in no file
 * @param shape its shape: see {@link Sizes}
 * @param order the order in which its axes are taken, if not as they are
 * @param ours our names, to which equal parts of the first axis go; none if it is dropped
 * @param ourShape the shape that all of ours take together after that, if it differs
 * @param reason why it is dropped, or made up
 */
record KeyLine(
    Template theirs,
    Template shape,
    ImmutableList<Integer> order,
    ImmutableList<Template> ours,
    Template ourShape,
    String reason) {

  /** {@code (ones)} and {@code (zeros)}, with the value of the elements. */
  static final ImmutableMap<String, Float> CONSTANTS = ImmutableMap.of("(ones)", 1f, "(zeros)", 0f);

  private static final Splitter WORDS = Splitter.on(' ').omitEmptyStrings();
  private static final Pattern CHOICE = Pattern.compile("(.*)\\((.*)\\)(.*)");

  static KeyLine parse(CSVRecord line) {
    return new KeyLine(
        new Template(line.get("theirs")),
        new Template(line.get("shape")),
        WORDS
            .splitToStream(line.get("order"))
            .map(Integer::valueOf)
            .collect(ImmutableList.toImmutableList()),
        names(line.get("ours")),
        new Template(line.get("our_shape")),
        line.get("reason"));
  }

  /** {@code a.(b|c).d} are {@code a.b.d} and {@code a.c.d}. */
  private static ImmutableList<Template> names(String written) {
    Matcher choice = CHOICE.matcher(written);
    if (written.isEmpty()) {
      return ImmutableList.of();
    }
    if (!choice.matches()) {
      return ImmutableList.of(new Template(written));
    }
    return Splitter.on('|')
        .splitToStream(choice.group(2))
        .map(part -> new Template(choice.group(1) + part + choice.group(3)))
        .collect(ImmutableList.toImmutableList());
  }

  boolean isDropped() {
    return ours.isEmpty();
  }

  boolean isConstant() {
    return CONSTANTS.containsKey(theirs.toString());
  }

  /**
   * Our tensors from the file's.
   *
   * @throws IllegalArgumentException if it cannot take our shape
   */
  void convert(
      HostTensor tensor,
      ImmutableMap<String, Integer> indices,
      ImmutableMap<String, Long> sizes,
      Map<String, HostTensor> converted) {
    HostTensor ordered =
        order.isEmpty()
            ? tensor
            : tensor.permuted(order.stream().mapToInt(Integer::intValue).toArray());
    String written = ourShape.fill(indices);
    HostTensor whole = written.isEmpty() ? ordered : ordered.reshaped(Sizes.shape(sizes, written));
    for (int part = 0; part < ours.size(); part++) {
      converted.put(ours.get(part).fill(indices), whole.part(part, ours.size()));
    }
  }
}
