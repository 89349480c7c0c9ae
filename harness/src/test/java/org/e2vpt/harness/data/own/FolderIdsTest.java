package org.e2vpt.harness.data.own;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.e2vpt.harness.data.own.ImageFolder.Orientation.APPLIED;

import com.google.common.io.MoreFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.e2vpt.harness.data.archive.Packing;
import org.e2vpt.harness.data.image.Photos;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderIdsTest {

  @TempDir private Path root;
  private Path folder;

  @BeforeEach
  void writeImages() {
    folder = root.resolve("mine");
    for (String part : List.of("train", "val", "test")) {
      for (String name : List.of("cat", "dog")) {
        photo(part + "/" + name + "/1.png", (part + name).hashCode());
      }
    }
  }

  private void photo(String file, int seed) {
    Packing.file(folder.resolve(file), Photos.file("png", 4, 5, seed));
  }

  @Test
  void staysTheSameWhenTheFolderIsMovedAndRenamed() throws IOException {
    String before = FolderIds.byContent("folder:" + folder);
    Path moved = Files.createDirectories(root.resolve("else where")).resolve("owls.2");
    Files.move(folder, moved);

    assertThat(FolderIds.byContent("folder:" + moved))
        .isEqualTo(before)
        .matches("folder-[0-9a-f]{12}");
    assertThat(FolderIds.path(before)).isEqualTo(moved);
    assertThat(FolderIds.properties()).containsEntry("e2vpt." + before, "folder:" + moved);
  }

  @Test
  void dependsOnImagesAndNamesButNotOnWhatIsLeftOut() throws IOException {
    String before = ImageFolder.sha256(folder, APPLIED);

    Packing.file(folder.resolve("train/cat/Thumbs.db"), new byte[3]);
    assertThat(ImageFolder.sha256(folder, APPLIED)).isEqualTo(before);

    photo("train/cat/1.png", 77);
    String changed = ImageFolder.sha256(folder, APPLIED);
    photo("train/cat/2.png", 78);
    String added = ImageFolder.sha256(folder, APPLIED);
    Files.move(folder.resolve("train/cat/2.png"), folder.resolve("train/dog/2.png"));
    String relabelled = ImageFolder.sha256(folder, APPLIED);
    assertThat(List.of(before, changed, added, relabelled)).doesNotHaveDuplicates();
  }

  @Test
  void countsPartsOfASplitFile() throws IOException {
    Path classes = root.resolve("classes");
    MoreFiles.createParentDirectories(classes.resolve("x"));
    for (String image : List.of("a/1.png", "a/2.png", "a/3.png", "b/1.png", "b/2.png", "b/3.png")) {
      Packing.file(classes.resolve(image), Photos.file("png", 4, 5, image.hashCode()));
    }
    List<String> lines =
        List.of("image,part", "a/1.png,train", "b/1.png,train", "a/3.png,test", "b/3.png,test");
    Path split = classes.resolve("split.csv");
    Packing.file(split, Packing.text(lines));
    Files.writeString(split, "a/2.png,val\nb/2.png,val\n", StandardOpenOption.APPEND);
    String before = ImageFolder.sha256(classes, APPLIED);

    Files.writeString(
        split,
        Files.readString(split)
            .replace("a/1.png,train\n", "")
            .replace("a/2.png,val\n", "a/2.png,train\na/1.png,val\n"));

    assertThat(ImageFolder.sha256(classes, APPLIED)).isNotEqualTo(before);
  }

  @Test
  void findsAFolderByWhatAnotherProcessSaid() {
    FolderIds.know(
        Map.of(
            "e2vpt.folder-0123456789ab", "folder:/some where", "e2vpt.device", "cpu", "lock", "a"));

    assertThat(FolderIds.path("folder-0123456789ab")).isEqualTo(Path.of("/some where"));
  }

  @Test
  void saysThatAFolderMustBeNamedByItsPath() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FolderIds.path("folder-ffffffffffff"))
        .withMessage(
            "folder-ffffffffffff is a folder by its content, and where it lies is not known here;"
                + " name it by its path, folder:PATH");
  }
}
