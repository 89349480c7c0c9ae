package org.e2vpt.harness.data.vtab;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.e2vpt.harness.data.archive.Archive;
import org.e2vpt.harness.data.archive.ZipArchive;
import org.e2vpt.harness.data.source.Example;
import org.e2vpt.harness.data.source.Images;
import org.e2vpt.harness.data.source.MemberImages;
import org.e2vpt.harness.data.source.Originals;
import org.e2vpt.harness.data.source.Part;
import org.e2vpt.harness.data.source.SourceData;

/**
 * Kaggle's diabetic retinopathy: zip files in volumes with JPEG files, and lists of {@code
 * image,level}; the list of the test images also says for which leaderboard they counted, the
 * public one being TFDS's validation. Keys are {@code 10_left}.
 */
final class DiabeticRetinopathy {

  private static final int CLASSES = 5;

  private DiabeticRetinopathy() {}

  static SourceData read(Originals folder) throws IOException {
    Images train = images(folder, "train");
    Images test = images(folder, "test");
    List<CSVRecord> trainLabels =
        rows(
            "trainLabels.csv",
            ZipArchive.of(folder.file("trainLabels.csv.zip")).bytes("trainLabels.csv"));
    Path solution = folder.file("retinopathy_solution.csv");
    List<CSVRecord> testLabels =
        rows(solution.getFileName().toString(), Files.readAllBytes(solution));
    return SourceData.inTfdsOrder(
        folder.dataset(),
        CLASSES,
        new Part("train", examples(trainLabels, "", "trainLabels.csv"), train),
        new Part("validation", examples(testLabels, "Public", "retinopathy_solution.csv"), test),
        new Part("test", examples(testLabels, "Private", "retinopathy_solution.csv"), test));
  }

  private static List<CSVRecord> rows(String name, byte[] text) throws IOException {
    CSVFormat format = CSVFormat.DEFAULT.builder().setHeader().setSkipHeaderRecord(true).get();
    try {
      return format.parse(new StringReader(new String(text, StandardCharsets.UTF_8))).getRecords();
    } catch (IOException | RuntimeException e) { // the parser throws both
      throw new IOException("%s is not a CSV file: %s".formatted(name, e.getMessage()), e);
    }
  }

  /** The rows of a usage, or all if it is empty. */
  private static List<Example> examples(List<CSVRecord> rows, String usage, String name)
      throws IOException {
    List<Example> examples = new ArrayList<>();
    for (CSVRecord row : rows) {
      boolean complete = row.isMapped("image") && row.isMapped("level") && row.isConsistent();
      if (!complete || !row.get("level").matches("[0-4]")) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "%s: row %d must have 'image' and a 'level' of 0..4, got %s",
                name,
                row.getRecordNumber(),
                row.toList()));
      }
      if (usage.isEmpty() || row.get("Usage").equals(usage)) {
        examples.add(new Example(row.get("image"), Integer.parseInt(row.get("level"))));
      }
    }
    return examples;
  }

  private static Images images(Originals folder, String part) throws IOException {
    Archive archive = archive(folder, part + ".zip");
    return new MemberImages(archive, key -> part + "/" + key + ".jpeg")
        .throughOpenCv(Btgraham::process);
  }

  private static Archive archive(Originals folder, String name) throws IOException {
    List<Path> volumes = new ArrayList<>();
    volumes.add(folder.file(name + ".001"));
    for (int i = 2; folder.has(String.format(Locale.ROOT, "%s.%03d", name, i)); i++) {
      volumes.add(folder.file(String.format(Locale.ROOT, "%s.%03d", name, i)));
    }
    return ZipArchive.ofVolumes(volumes);
  }
}
