package org.e2vpt.harness.data;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.e2vpt.harness.data.fgvc.FgvcPixels;
import org.e2vpt.harness.data.fgvc.SquareImages;
import org.e2vpt.harness.data.image.DecodedImages;
import org.e2vpt.harness.data.image.Decoder;
import org.e2vpt.harness.data.image.ImageException;
import org.e2vpt.harness.data.image.ImageFiles;
import org.e2vpt.harness.data.image.LabelledImages;
import org.e2vpt.harness.data.image.RgbImage;
import org.e2vpt.harness.data.own.ImageFolder.Orientation;
import org.e2vpt.harness.data.own.UserImages;
import org.e2vpt.harness.text.FileErrors;

/**
 * How an image file becomes what a model is measured on, up to the resize and the normalisation
 * that are computed on the device.
 *
 * @param fit how an image of any shape becomes a square
 * @param decoder whose pixels a JPEG file is decoded to
 * @param orientation whether images are turned as EXIF says
 * @param side of the backbone's images, in pixels
 */
public record InputPixels(Fit fit, Decoder decoder, Orientation orientation, int side) {

  private static final String ADVICE = "convert, replace or remove it";

  /** The ways to a square. */
  public enum Fit {
    /** The whole image is resized to the square, bilinear, as VTAB does. */
    SQUEEZE,
    /**
     * The shorter side is resized, bilinear with antialiasing, to 256 pixels for a square of 224,
     * and the square is cut out of the middle, as FGVC does.
     */
    CROP
  }

  /** Of whole images. */
  public static InputPixels squeezed(int side) {
    return new InputPixels(Fit.SQUEEZE, Decoder.PILLOW, Orientation.AS_STORED, side);
  }

  /** Of squares out of the middle, as for images of one's own. */
  public static InputPixels cropped(int side) {
    return new InputPixels(Fit.CROP, Decoder.PILLOW, Orientation.APPLIED, side);
  }

  /**
   * Images to train on, all in memory: with {@link Fit#CROP} each epoch sees other squares of them,
   * mirrored half of the time.
   *
   * @param classes by whose places images are labelled
   * @throws IOException naming the file that cannot be decoded
   * @throws IllegalArgumentException if an image is of another class
   */
  public LabelledImages toTrainOn(UserImages images, List<String> classes) throws IOException {
    return fit == Fit.CROP
        ? new SquareImages(read(images, classes, image -> FgvcPixels.whole(image, side)), side)
        : read(images, classes, image -> image);
  }

  /**
   * Images to measure or to predict, all in memory.
   *
   * @param classes by whose places images are labelled; images without classes have label 0
   * @throws IOException naming the file that cannot be decoded
   * @throws IllegalArgumentException if an image is of another class
   */
  public LabelledImages toMeasure(UserImages images, List<String> classes) throws IOException {
    return read(images, classes, this::of);
  }

  private LabelledImages read(
      UserImages images, List<String> classes, UnaryOperator<RgbImage> change) throws IOException {
    ImmutableList.Builder<RgbImage> decoded = ImmutableList.builder();
    for (Path file : images.files()) {
      decoded.add(change.apply(decoded(file)));
    }
    return images.classes().isEmpty()
        ? DecodedImages.unlabelled(decoded.build())
        : new DecodedImages(decoded.build(), images.labels(classes));
  }

  private RgbImage decoded(Path file) throws ImageException {
    RgbImage stored = ImageFiles.decode(file, decoder, ADVICE);
    try {
      return orientation.of(stored, file);
    } catch (IOException e) {
      throw ImageException.of(file.toString(), FileErrors.describe(e), ADVICE, e);
    }
  }

  /** A decoded image, cut out if it is. */
  public RgbImage of(RgbImage image) {
    return fit == Fit.CROP ? FgvcPixels.centre(image, side) : image;
  }

  /**
   * An image out of a file.
   *
   * @param smallest the fewest pixels that its sides may have
   * @throws ImageException naming the file, and what is wrong with it
   */
  public RgbImage read(Path file, int smallest) throws ImageException {
    RgbImage image = decoded(file);
    if (Math.min(image.height(), image.width()) < smallest) {
      throw ImageException.of(
          file.toString(),
          String.format(
              Locale.ROOT,
              "it has %d×%d pixels, less than a patch of the backbone, %d×%d",
              image.width(),
              image.height(),
              smallest,
              smallest),
          "use a larger image",
          null);
    }
    return of(image);
  }
}
