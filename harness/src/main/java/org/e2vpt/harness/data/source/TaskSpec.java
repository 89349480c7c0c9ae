package org.e2vpt.harness.data.source;

import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.util.Locale;

/**
 * What a task takes from the original files of its data set.
 *
 * @param id the task's name
 * @param folder of the original files, below that of all data
 * @param classes C, the number of classes
 * @param sizes images in each part of the original data set
 * @param rule which of them are to train on, to choose by and to measure
 * @param recordedKeys the name under which the keys of its images are recorded, or nothing
 */
public record TaskSpec(
    String id,
    String folder,
    int classes,
    ImmutableMap<String, Integer> sizes,
    SplitRule rule,
    String recordedKeys) {

  /**
   * Requires as many images in each part as the original data set has.
   *
   * @throws IOException saying which part has more or fewer
   */
  public void requireSizes(SourceData data) throws IOException {
    for (Part part : data.parts().values()) {
      Integer expected = sizes.get(part.name());
      if (expected == null || expected != part.size()) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "%s: the files hold %d images of '%s', the original data set has %s; fetch them again",
                folder,
                part.size(),
                part.name(),
                expected));
      }
    }
  }
}
