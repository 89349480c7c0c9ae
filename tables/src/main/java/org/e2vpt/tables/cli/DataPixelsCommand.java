package org.e2vpt.tables.cli;

import com.google.common.primitives.Bytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.e2vpt.harness.data.image.Decoder;
import org.e2vpt.harness.data.image.ImageException;
import org.e2vpt.harness.data.image.ImageFiles;
import org.e2vpt.harness.data.image.RgbImage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows what experiments see of image files, so that it can be compared with other programs. */
@Command(
    name = "pixels",
    mixinStandardHelpOptions = true,
    versionProvider = E2vpt.Version.class,
    description = {
      "Decode image files as experiments do.",
      "Writes the pixels of each JPEG, PNG, BMP or GIF file NAME.jpg to NAME.ppm (binary"
          + " PPM, RGB, 8 bits). Files that cannot be decoded are named on standard error; the"
          + " others are still written."
    },
    exitCodeList = {
      "0:all files were decoded",
      "1:a file could not be decoded; standard error names it"
    })
final class DataPixelsCommand implements Callable<Integer> {

  private static final String ADVICE = "convert it, or fetch it again";

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "Image files.")
  private List<Path> files = List.of();

  @Option(
      names = "--decoder",
      required = true,
      paramLabel = "tensorflow|pillow",
      description =
          "Decoder whose pixels are written: that of TensorFlow, with which TFDS decodes"
              + " VTAB-1k's JPEG files, or that of Pillow, with which the code for FGVC and the"
              + " prepared archive were made.")
  private Decoder decoder = Decoder.PILLOW;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      defaultValue = ".",
      description = "Folder for the output; default: the current folder.")
  private Path output = Path.of("");

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    Map<Path, Path> targets = targets();
    Files.createDirectories(output);
    int exit = E2vpt.OK;
    for (Map.Entry<Path, Path> entry : targets.entrySet()) {
      try {
        write(ImageFiles.decode(entry.getValue(), decoder, ADVICE), entry.getKey());
        spec.commandLine().getOut().println(entry.getKey());
      } catch (ImageException e) {
        spec.commandLine().getErr().println(e.getMessage());
        exit = DataCommand.SOME_FILE_MISSING;
      }
    }
    return exit;
  }

  /** What is written, and out of which file. */
  private Map<Path, Path> targets() {
    Map<Path, Path> targets = new LinkedHashMap<>();
    for (Path file : files) {
      Path name = file.getFileName();
      String stem = name == null ? "" : name.toString().replaceFirst("(?<=.)\\.[^.]*$", "");
      Path target = output.resolve(stem + ".ppm");
      Path other = targets.put(target, file);
      if (other != null) {
        throw new IllegalArgumentException(
            "%s and %s would both be written to %s; decode them one by one, with two --output"
                .formatted(other, file, target));
      }
    }
    return targets;
  }

  private static void write(RgbImage image, Path target) throws IOException {
    String head = String.format(Locale.ROOT, "P6\n%d %d\n255\n", image.width(), image.height());
    Files.write(target, Bytes.concat(head.getBytes(StandardCharsets.US_ASCII), image.pixels()));
  }
}
