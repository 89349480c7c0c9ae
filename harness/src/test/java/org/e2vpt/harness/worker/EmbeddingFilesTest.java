package org.e2vpt.harness.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Path;
import org.e2vpt.harness.hyperbolic.Embedding;
import org.e2vpt.harness.hyperbolic.Embedding.Measure;
import org.e2vpt.harness.trial.Trial;
import org.e2vpt.harness.trial.Trial.Split;
import org.e2vpt.harness.trial.Trials;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddingFilesTest {

  @TempDir private Path directory;

  @Test
  void writesPointsAndMeasures() throws IOException {
    Trial trial = Trials.doing("succeed", 1).withSplit(Split.EMBED);
    Embedding embedding =
        new Embedding(
            new double[][] {{0.25, -0.5}, {0, 0.99999}},
            new int[] {3, 7},
            ImmutableList.of(new Measure("test", "recall@1", 97.5)));

    EmbeddingFiles.write(directory, trial, embedding);

    assertThat(directory.resolve("embeddings").resolve(trial.id() + ".points.csv"))
        .hasContent("label,x,y\n3,0.2500,-0.5000\n7,0.0000,1.0000\n");
    assertThat(directory.resolve("embeddings").resolve(trial.id() + ".measures.csv"))
        .hasContent("images,measure,value\ntest,recall@1,97.5000\n");
  }

  @Test
  void anEmbeddingIsATrialOfItsOwnWithTheSameSetting() {
    Trial trial = Trials.doing("succeed", 1);
    Trial embedding = trial.withSplit(Split.EMBED);

    assertThat(embedding.canonical())
        .isEqualTo(trial.canonical().replaceFirst("split=[a-z]+", "split=embed"));
    assertThat(Trial.parse(embedding.canonical())).isEqualTo(embedding);
    assertThat(embedding.id()).isNotEqualTo(trial.id());
  }
}
