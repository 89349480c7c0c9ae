package org.e2vpt.harness.data.vtab;

import com.google.common.collect.ImmutableList;
import com.google.common.io.Resources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.e2vpt.harness.data.archive.Lines;
import org.e2vpt.harness.data.source.ClassNames;
import org.e2vpt.harness.data.source.Example;
import org.e2vpt.harness.data.source.Part;

/**
 * The labels of train800 and val200 in TFDS's order, for the tasks whose recorded keys tell the
 * labels: by a class name in the key, or by arithmetic on dSprites' numbers. Lists without keys can
 * be compared with them.
 */
record LabelFingerprint(ImmutableList<Integer> train, ImmutableList<Integer> val) {

  /** The fingerprint of a task, if its keys tell the labels. */
  static Optional<LabelFingerprint> of(String task) {
    return switch (task) {
      case "dsprites_loc" -> byNumber("dsprites", i -> Dsprites.locationLabel(i / 32 % 32));
      case "dsprites_ori" -> byNumber("dsprites", i -> Dsprites.orientationLabel(i / 1024 % 40));
      case "eurosat" -> byClass(task, key -> key.substring(0, key.indexOf('_')));
      case "dtd" -> byClass(task, key -> key.substring(0, key.indexOf('/')));
      case "resisc45" -> byClass(task, LabelFingerprint::resiscClass);
      case "sun397" -> byClass(task, key -> key.substring(0, key.lastIndexOf('/')));
      default -> Optional.empty();
    };
  }

  /** {@code dense_residential_dense_residential_068.jpg} has its class twice. */
  private static String resiscClass(String key) {
    return key.substring(0, (key.lastIndexOf('_') - 1) / 2);
  }

  private static Optional<LabelFingerprint> byNumber(String dataset, IntUnaryOperator label) {
    return labelled(dataset, key -> label.applyAsInt(Integer.parseInt(key)));
  }

  private static Optional<LabelFingerprint> byClass(
      String dataset, UnaryOperator<String> className) {
    RecordedKeys keys = RecordedKeys.of(dataset);
    // All classes of the others are among the thousand keys; 72 of SUN397 are not.
    List<String> names =
        dataset.equals("sun397")
            ? sunClasses()
            : Stream.of(keys.train800(), keys.val200())
                .flatMap(List::stream)
                .map(className)
                .toList();
    ClassNames classes = ClassNames.of(names);
    return labelled(dataset, key -> classes.label(className.apply(key)));
  }

  private static List<String> sunClasses() {
    try {
      return Lines.of(
          Resources.toByteArray(
              Resources.getResource(LabelFingerprint.class, "sun397-classes.txt")),
          "sun397-classes.txt");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<LabelFingerprint> labelled(String dataset, ToIntFunction<String> label) {
    RecordedKeys keys = RecordedKeys.of(dataset);
    return Optional.of(
        new LabelFingerprint(labels(keys.train800(), label), labels(keys.val200(), label)));
  }

  private static ImmutableList<Integer> labels(List<String> keys, ToIntFunction<String> label) {
    return keys.stream().map(key -> label.applyAsInt(key)).collect(ImmutableList.toImmutableList());
  }

  /** Where the labels of two lists first differ from these, if they do. */
  Optional<String> difference(Part trainList, Part valList) {
    return difference("train800", train, trainList).or(() -> difference("val200", val, valList));
  }

  private static Optional<String> difference(
      String name, ImmutableList<Integer> expected, Part list) {
    if (list.size() != expected.size()) {
      return Optional.of(
          String.format(
              Locale.ROOT, "%s has %d lines, expected %d", name, list.size(), expected.size()));
    }
    for (int i = 0; i < expected.size(); i++) {
      Example example = list.examples().get(i);
      if (example.label() != expected.get(i)) {
        return Optional.of(
            String.format(
                Locale.ROOT,
                "line %d of %s has the label %d, TFDS's image there is of class %d",
                i + 1,
                name,
                example.label(),
                expected.get(i)));
      }
    }
    return Optional.empty();
  }
}
