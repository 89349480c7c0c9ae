package org.e2vpt.harness.pretraining;

import com.google.common.primitives.Ints;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What the command line of {@link MiniPretraining} says.
 *
 * @param output file for the weights
 * @param epochs passes over the training images
 * @param threads of one operation
 * @param device such as {@code cpu}
 * @param images folder with CIFAR-10 as image files; DJL downloads it if there is none
 */
record PretrainingSettings(
    Path output, int epochs, int threads, String device, Optional<Path> images) {

  /**
   * Reads positional arguments; an empty or missing last one stands for the download.
   *
   * @throws IllegalArgumentException saying what was expected
   */
  static PretrainingSettings parse(String... arguments) {
    if (arguments.length < 4 || arguments.length > 5) {
      throw new IllegalArgumentException(
          "expected output.safetensors epochs threads device [folder], got " + List.of(arguments));
    }
    return new PretrainingSettings(
        Path.of(arguments[0]),
        positive("epochs", arguments[1]),
        positive("threads", arguments[2]),
        arguments[3],
        arguments.length < 5 || arguments[4].isEmpty()
            ? Optional.empty()
            : Optional.of(Path.of(arguments[4])));
  }

  private static int positive(String name, String written) {
    Integer value = Ints.tryParse(written);
    if (value == null || value < 1) {
      throw new IllegalArgumentException(
          "%s must be a positive whole number, got '%s'".formatted(name, written));
    }
    return value;
  }

  /** The command that gives these settings. */
  String command() {
    return "mvn -Ppretrain-mini verify -Depochs=%s -Dthreads=%s -Ddevice=%s%s"
        .formatted(
            Integer.toString(epochs),
            Integer.toString(threads),
            device,
            images.isPresent() ? " -Dimages=FOLDER" : "");
  }
}
