package org.e2vpt.harness.data.source;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How VTAB-1k takes its three parts out of a data set: the first images of {@code train}, the first
 * images of another slice, and all images of a third one. A mark in percent is rounded down, as
 * VTAB did.
 */
public record SplitRule(Slice val, Slice test) {

  /**
   * TFDS's {@code part[from%:]}.
   *
   * @param fromPercent where it begins, in percent of the part
   */
  public record Slice(String part, int fromPercent) {

    private static final Pattern TEXT =
        Pattern.compile("(?<part>[a-z]+)(\\[(?<from>[0-9]{1,2})%:])?");

    /**
     * Reads {@code part} or {@code part[60%:]}.
     *
     * @throws IllegalArgumentException quoting any other text
     */
    public static Slice parse(String text) {
      Matcher matcher = TEXT.matcher(text);
      if (!matcher.matches()) {
        throw new IllegalArgumentException(
            "expected a slice such as 'train[90%%:]' or 'test', got '%s'".formatted(text));
      }
      String from = matcher.group("from");
      return new Slice(matcher.group("part"), from == null ? 0 : Integer.parseInt(from));
    }

    /** The number of its first image, in a part of so many. */
    public int start(int size) {
      return (int) ((long) size * fromPercent / 100);
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
      return fromPercent == 0 ? part : String.format(Locale.ROOT, "%s[%d%%:]", part, fromPercent);
    }
  }

  /**
   * The parts of the task {@code task}.
   *
   * @throws IllegalArgumentException saying which part is too small
   */
  public TaskData apply(String task, SourceData data, Scale scale, Origin origin) {
    int trainSize = scale.train();
    int valSize = scale.val();
    Part train = data.part("train");
    Part valWhole = data.part(val.part());
    Part testWhole = data.part(test.part());
    int valStart = val.start(valWhole.size());
    requireSize(data, train, trainSize);
    requireSize(data, valWhole, valStart + valSize);
    if (val.part().equals("train") && valStart < trainSize) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s: the validation images begin at %d of 'train', inside the %d to train on",
              data.id(),
              valStart,
              trainSize));
    }
    return new TaskData(
        task,
        data.classes(),
        origin,
        train.slice("train", 0, trainSize),
        valWhole.slice("val", valStart, valStart + valSize),
        testWhole.slice("test", test.start(testWhole.size()), testWhole.size()));
  }

  private static void requireSize(SourceData data, Part part, int size) {
    if (part.size() < size) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s: the split needs %d images of '%s', but there are %d",
              data.id(),
              size,
              part.name(),
              part.size()));
    }
  }
}
