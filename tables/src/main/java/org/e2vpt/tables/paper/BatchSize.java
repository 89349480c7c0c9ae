package org.e2vpt.tables.paper;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.e2vpt.harness.text.PlainNumbers;

/**
 * How many images a step has: always the same number, or another one where an option of the method
 * is large, as memory bounds both together. Written {@code 128}, or {@code 128, 64 if visual >=
 * 100}.
 *
 * @param usual number of images
 * @param option of the method that is compared; empty if the number is always the same
 * @param bound the value from which on there are {@code bounded} images
 * @param bounded number of images from there on
 */
public record BatchSize(int usual, String option, int bound, int bounded) {

  private static final Pattern FORM =
      Pattern.compile("([0-9]+)(?:, ([0-9]+) if ([a-z-]+) >= ([0-9]+))?");

  /** Always the same number. */
  public static BatchSize of(int images) {
    return new BatchSize(images, "", 0, images);
  }

  static BatchSize parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException(text);
    }
    int usual = PlainNumbers.integer(form.group(1));
    return form.group(2) == null
        ? of(usual)
        : new BatchSize(
            usual,
            form.group(3),
            PlainNumbers.integer(form.group(4)),
            PlainNumbers.integer(form.group(2)));
  }

  /** Of a trial with these options of its method. */
  public int of(Map<String, String> options) {
    String value = options.get(option);
    return value != null && PlainNumbers.integer(value) >= bound ? bounded : usual;
  }

  @Override
  public String toString() {
    return option.isEmpty()
        ? Integer.toString(usual)
        : String.format(Locale.ROOT, "%d, %d if %s >= %d", usual, bounded, option, bound);
  }
}
