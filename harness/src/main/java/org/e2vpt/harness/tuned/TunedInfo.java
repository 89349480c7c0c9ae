package org.e2vpt.harness.tuned;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.e2vpt.harness.data.InputPixels;
import org.e2vpt.harness.names.RecordWords;
import org.e2vpt.harness.tensor.Execution;
import org.e2vpt.harness.trial.Trial;

/**
 * What is known of a tuned model beside its tensors.
 *
 * @param backbone id of the backbone that it was tuned on
 * @param weights sha256 of the backbone's weights: {@link
 *     org.e2vpt.harness.backbone.Pretrained#sha256}
 * @param method id of the method
 * @param options of the method, as words
 * @param classes their names, in the order of the logits
 * @param pixels how an image file becomes an input
 * @param execution how the model was computed
 * @param program commit of the program that tuned it
 * @param run the trial that it is the result of; empty if it was tuned in another way
 */
public record TunedInfo(
    String backbone,
    String weights,
    String method,
    ImmutableSortedMap<String, String> options,
    ImmutableList<String> classes,
    InputPixels pixels,
    Execution execution,
    String program,
    Optional<FinalRun> run) {

  /**
   * The final run of a trial.
   *
   * @param trial its id
   * @param setting its canonical form
   * @param task id of the data set
   * @param data sha256 over whatever the data set depends on
   * @param accuracy top-1 in percent on the test images
   * @param testImages how many there were
   */
  public record FinalRun(
      String trial, String setting, String task, String data, double accuracy, int testImages) {

    /** Of a trial that was measured. */
    public static FinalRun of(Trial trial, double accuracy, int testImages) {
      return new FinalRun(
          trial.id(), trial.canonical(), trial.task(), trial.data(), accuracy, testImages);
    }

    void put(ImmutableMap.Builder<String, String> words) {
      words.put("trial", trial).put("trial_setting", setting);
      words.put("task", task).put("data_sha256", data);
      words.put("accuracy", Double.toString(accuracy));
      words.put("test_images", String.format(Locale.ROOT, "%d", testImages));
    }

    static Optional<FinalRun> read(MetadataWords words) {
      return words.has("trial")
          ? Optional.of(
              new FinalRun(
                  words.text("trial"),
                  words.text("trial_setting"),
                  words.text("task"),
                  words.text("data_sha256"),
                  words.decimal("accuracy"),
                  words.count("test_images")))
          : Optional.empty();
    }
  }

  /** As the metadata of a file. */
  ImmutableMap<String, String> words() {
    ImmutableMap.Builder<String, String> words = ImmutableMap.builder();
    words.put("backbone", backbone).put("backbone_sha256", weights);
    words.put("method", method).put("options", MetadataWords.options(options));
    words.put("classes", MetadataWords.json(classes));
    words.put("image_size", String.format(Locale.ROOT, "%d", pixels.side()));
    words.put("fit", RecordWords.word(pixels.fit())).put("decoder", pixels.decoder().toString());
    words.put("orientation", RecordWords.word(pixels.orientation()));
    words.put("mean", MetadataWords.MEAN).put("std", MetadataWords.STD);
    words.putAll(execution.words());
    words.put("program", program);
    run.ifPresent(measured -> measured.put(words));
    return words.buildOrThrow();
  }

  /**
   * Reads {@link #words} back.
   *
   * @throws IllegalArgumentException naming the word that is missing or cannot be read
   */
  static TunedInfo of(Map<String, String> metadata) {
    MetadataWords words = new MetadataWords(metadata);
    words.requireNormalisation();
    return new TunedInfo(
        words.text("backbone"),
        words.text("backbone_sha256"),
        words.text("method"),
        words.options("options"),
        words.list("classes"),
        words.pixels(),
        words.execution(),
        words.text("program"),
        FinalRun.read(words));
  }
}
