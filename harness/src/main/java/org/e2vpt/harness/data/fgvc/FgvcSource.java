package org.e2vpt.harness.data.fgvc;

import com.google.common.collect.ImmutableList;
import java.util.Comparator;
import java.util.List;
import org.e2vpt.harness.data.source.Example;
import org.e2vpt.harness.data.source.Images;

/**
 * What the authors of a data set say: which image is of which class, and which are to test on.
 *
 * @param classes C, the number of classes
 * @param train their training images
 * @param val their validation images; few authors name some
 * @param test their test images
 * @param images where the pixels are
 */
record FgvcSource(
    int classes, List<Example> train, List<Example> val, List<Example> test, Images images) {

  /** Sorts the lists by their keys. */
  FgvcSource {
    train = sorted(train);
    val = sorted(val);
    test = sorted(test);
  }

  static ImmutableList<Example> sorted(List<Example> examples) {
    return ImmutableList.sortedCopyOf(Comparator.comparing(Example::key), examples);
  }
}
