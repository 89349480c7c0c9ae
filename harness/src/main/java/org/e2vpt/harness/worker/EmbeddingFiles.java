package org.e2vpt.harness.worker;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.e2vpt.harness.file.AtomicText;
import org.e2vpt.harness.hyperbolic.Embedding;
import org.e2vpt.harness.trial.Trial;

/**
 * An embedding as {@code embeddings/<id>.points.csv}, a line for each training image, and {@code
 * embeddings/<id>.measures.csv}.
 */
final class EmbeddingFiles {

  private EmbeddingFiles() {}

  /** Writes both below the directory of the run. */
  static void write(Path directory, Trial trial, Embedding embedding) throws IOException {
    StringBuilder points = new StringBuilder("label,x,y\n");
    for (int n = 0; n < embedding.labels().length; n++) {
      double[] point = embedding.disk()[n];
      points.append(
          String.format(Locale.ROOT, "%d,%.4f,%.4f\n", embedding.labels()[n], point[0], point[1]));
    }
    StringBuilder measures = new StringBuilder("images,measure,value\n");
    for (Embedding.Measure measure : embedding.measures()) {
      measures.append(
          String.format(
              Locale.ROOT, "%s,%s,%.4f\n", measure.images(), measure.name(), measure.value()));
    }
    Path folder = directory.resolve("embeddings");
    AtomicText.write(folder.resolve(trial.id() + ".points.csv"), points.toString());
    AtomicText.write(folder.resolve(trial.id() + ".measures.csv"), measures.toString());
  }
}
