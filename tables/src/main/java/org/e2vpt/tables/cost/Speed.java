package org.e2vpt.tables.cost;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.e2vpt.harness.names.Names;
import org.e2vpt.harness.tensor.Execution.Precision;

/**
 * How fast trials are expected to compute.
 *
 * @param device what on
 * @param precision of the products
 * @param flops operations a second, at most
 * @param share of it that training reaches
 * @param basis how the share is known
 * @param source of both
 */
public record Speed(
    String device, Precision precision, double flops, double share, Basis basis, String source) {

  /** How a share is known. */
  public enum Basis {
    ASSUMED,
    MEASURED;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final ImmutableList<Speed> KNOWN =
      CostFiles.read(
          "devices.csv",
          List.of("device", "precision", "tflops", "share", "basis", "source"),
          line ->
              new Speed(
                  line.text("device"),
                  line.parse(
                      "precision",
                      "fp32, tf32 or bf16",
                      word -> Precision.valueOf(word.toUpperCase(Locale.ROOT))),
                  line.number("tflops") * 1e12,
                  line.number("share"),
                  line.parse(
                      "basis",
                      "assumed or measured",
                      word -> Basis.valueOf(word.toUpperCase(Locale.ROOT))),
                  line.text("source")));

  /** Training reaches 85 to 100 % of what a product of matrices does on a processor. */
  private static final double SHARE_OF_PRODUCT = 0.9;

  /**
   * A device by name.
   *
   * @throws IllegalArgumentException listing those there are, or the precisions that it has
   */
  public static Speed of(String device, Precision precision) {
    List<String> names = KNOWN.stream().map(Speed::device).distinct().toList();
    String name =
        Names.find(device, names)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "device must be one of %s; got '%s'%s"
                            .formatted(
                                String.join(", ", names),
                                device,
                                Names.didYouMean(device, names))));
    return find(name, precision)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "a %s has no rate in %s; it has %s"
                        .formatted(
                            name,
                            precision.word(),
                            String.join(
                                ", ",
                                KNOWN.stream()
                                    .filter(speed -> speed.device.equals(name))
                                    .map(speed -> speed.precision.word())
                                    .toList()))));
  }

  private static Optional<Speed> find(String device, Precision precision) {
    return KNOWN.stream()
        .filter(speed -> speed.device.equals(device) && speed.precision == precision)
        .findFirst();
  }

  /** A device whose model, such as {@code NVIDIA H200}, names one that is known. */
  public static Optional<Speed> ofModel(String model, Precision precision) {
    String words = padded(model);
    return KNOWN.stream()
        .filter(speed -> words.contains(padded(speed.device)) && speed.precision == precision)
        .findFirst();
  }

  /** Each word between two spaces. */
  private static String padded(String name) {
    return " " + String.join(" ", name.split("[\\s-]+")) + " ";
  }

  /**
   * A processor in fp32.
   *
   * @param flops that a product of matrices reached
   */
  public static Speed measured(String model, double flops) {
    return new Speed(
        model,
        Precision.FP32,
        flops,
        SHARE_OF_PRODUCT,
        Basis.MEASURED,
        "a product of matrices, measured now; the share was measured for ViT-B/16 on two cores");
  }

  /** Hours that so many operations take. */
  public double hours(double operations) {
    return operations / (flops * share) / 3600;
  }

  /** The same for people: {@code 1,234.5}. */
  String words(double operations) {
    return String.format(Locale.ROOT, "%,.1f", hours(operations));
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s in %s (%s TFLOP/s, %.0f %% of it, %s: %s)",
        device,
        precision.word(),
        flops < 1e12 ? String.format(Locale.ROOT, "%.2f", flops / 1e12) : number(flops / 1e12),
        100 * share,
        basis.word(),
        source);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
