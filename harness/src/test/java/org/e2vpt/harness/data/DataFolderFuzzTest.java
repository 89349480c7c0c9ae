package org.e2vpt.harness.data;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.e2vpt.harness.data.DatasetsLock.LockedFile;
import org.e2vpt.harness.data.archive.Packing;
import org.e2vpt.harness.data.image.Photos;
import org.e2vpt.harness.data.own.ImageFolder;
import org.e2vpt.harness.fuzz.Fuzz;
import org.e2vpt.harness.fuzz.Fuzz.Target;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Damaged texts of a data folder: pins, the lock, and {@code split.csv}. */
class DataFolderFuzzTest {

  private static final String LINE =
      "x/a https://x.org/a|http://y.org/a 3 sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad MIT - birds,fish?";

  static Stream<Target> everyText() {
    LockedFile file = DatasetsLock.parse("x", List.of(LINE)).file("x/a");
    List<String> lock =
        List.of("# a comment", "miniature 8 2", LINE, "x/b https://x.org/b ? ? MIT login");
    List<String> split =
        List.of(
            "image,part",
            "a/1.png,train",
            "b/1.png,train",
            "a/2.png,val",
            "b/2.png,val",
            "a/3.png,test",
            "b/3.png,test");
    return Stream.of(
        Target.of(
            "pin",
            List.of(
                ("md5:" + "ab".repeat(16) + " 9 2026-11-27T20:10:00Z\n").getBytes(UTF_8),
                ("sha256:" + "0f".repeat(32) + " 900000 2026-01-02T20:10:00.123456789Z\n")
                    .getBytes(UTF_8)),
            (content, folder) -> {
              Packing.file(folder.resolve("x/a"), new byte[3]);
              Packing.file(folder.resolve("x/a.pin"), content);
              DataFolder data = new DataFolder(folder);
              data.state(file);
              data.pinned(file);
            },
            e -> e instanceof IllegalStateException && e.getMessage().contains("a.pin: expected")),
        Target.of(
            "datasets.lock",
            List.of(Packing.text(lock)),
            (content, folder) ->
                DatasetsLock.parse("x", new String(content, UTF_8).lines().toList()),
            e -> e instanceof IllegalArgumentException && e.getMessage().startsWith("x:")),
        Target.of(
            "split.csv",
            List.of(Packing.text(split)),
            (content, folder) -> {
              for (int i = 1; i <= 3; i++) {
                Path image = folder.resolve(String.format(Locale.ROOT, "own/a/%d.png", i));
                if (!Files.exists(image)) {
                  Packing.file(image, Photos.file("png", 4, 4, i));
                  Packing.file(
                      folder.resolve(String.format(Locale.ROOT, "own/b/%d.png", i)),
                      Photos.file("png", 4, 4, i));
                }
              }
              Packing.file(folder.resolve("own/split.csv"), content);
              ImageFolder.read(folder.resolve("own"), ImageFolder.Orientation.APPLIED);
            },
            Fuzz.ioException(".*own.*")));
  }

  @ParameterizedTest
  @MethodSource
  void everyText(Target target) throws Exception {
    Fuzz.run(target);
  }
}
