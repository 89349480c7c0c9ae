package org.e2vpt.harness.data.vtab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.e2vpt.harness.data.archive.Archive;
import org.e2vpt.harness.data.archive.TarArchive;
import org.e2vpt.harness.data.archive.TfExample;
import org.e2vpt.harness.data.archive.TfRecords;
import org.e2vpt.harness.data.image.ImageFiles;
import org.e2vpt.harness.data.source.Example;
import org.e2vpt.harness.data.source.Images;
import org.e2vpt.harness.data.source.Originals;
import org.e2vpt.harness.data.source.Part;
import org.e2vpt.harness.data.source.SourceData;

/**
 * DMLab: TFRecord files of {@code image} (JPEG), {@code filename} and {@code label}. Keys are the
 * file names, {@code video_200_2_1026.jpg}.
 */
final class Dmlab {

  private static final int CLASSES = 6;
  private static final Pattern SHARD =
      Pattern.compile("(.*/)?dmlab-(?<part>train|validation|test)\\.tfrecord[^/]*");

  private Dmlab() {}

  /** One pass over the archive finds the labels of all parts: it has 3 GB. */
  static SourceData read(Originals folder) throws IOException {
    Archive archive = TarArchive.of(folder.file("dmlab.tar.gz"));
    Map<String, List<Example>> examples =
        Map.of(
            "train", new ArrayList<>(), "validation", new ArrayList<>(), "test", new ArrayList<>());
    records(
        archive,
        (part, key, record) ->
            examples
                .getOrDefault(part, List.of())
                .add(new Example(key, (int) record.integer("label"))));
    Images images =
        (keys, visitor) ->
            records(
                archive,
                (part, key, record) -> {
                  if (keys.contains(key)) {
                    byte[] file = record.bytes("image");
                    String place = archive.name() + "!" + key;
                    visitor.image(key, decoder -> ImageFiles.decode(file, place, decoder));
                  }
                });
    return SourceData.inTfdsOrder(
        folder.dataset(),
        CLASSES,
        examples.entrySet().stream()
            .map(part -> new Part(part.getKey(), part.getValue(), images))
            .toArray(Part[]::new));
  }

  @FunctionalInterface
  private interface RecordVisitor {
    void record(String part, String key, TfExample record) throws IOException;
  }

  private static void records(Archive archive, RecordVisitor visitor) throws IOException {
    archive.readMatching(
        SHARD,
        (member, content) -> {
          Matcher shard = SHARD.matcher(member);
          String part = shard.matches() ? shard.group("part") : "";
          String place = archive.name() + "!" + member;
          TfRecords.read(
              content,
              place,
              bytes -> {
                TfExample record = TfExample.parse(bytes, place);
                String key = new String(record.bytes("filename"), StandardCharsets.UTF_8);
                visitor.record(part, key, record);
              });
        });
  }
}
