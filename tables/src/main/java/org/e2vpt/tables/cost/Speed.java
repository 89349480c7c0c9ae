package org.e2vpt.tables.cost;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.e2vpt.harness.names.Names;

/**
 * How fast trials are expected to compute.
 *
 * @param device what on
 * @param flops operations a second, at most
 * @param share of it that training reaches
 * @param source of both
 */
public record Speed(String device, double flops, double share, String source) {

  private static final ImmutableList<Speed> KNOWN =
      CostFiles.read(
          "devices.csv",
          List.of("device", "tflops", "share", "source"),
          line ->
              new Speed(
                  line.text("device"),
                  line.number("tflops") * 1e12,
                  line.number("share"),
                  line.text("source")));

  /** Training reaches 85 to 100 % of what a product of matrices does on a processor. */
  private static final double SHARE_OF_PRODUCT = 0.9;

  /**
   * A device by name.
   *
   * @throws IllegalArgumentException listing those there are
   */
  public static Speed of(String device) {
    List<String> names = KNOWN.stream().map(Speed::device).toList();
    return Names.find(device, names)
        .map(name -> KNOWN.get(names.indexOf(name)))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "device must be one of %s; got '%s'%s"
                        .formatted(
                            String.join(", ", names), device, Names.didYouMean(device, names))));
  }

  /** A device whose model, such as {@code NVIDIA H200}, names one that is known. */
  public static Optional<Speed> ofModel(String model) {
    return KNOWN.stream()
        .filter(speed -> List.of(model.split("[\\s-]+")).contains(speed.device))
        .findFirst();
  }

  /**
   * A processor.
   *
   * @param flops that a product of matrices reached
   */
  public static Speed measured(String model, double flops) {
    return new Speed(
        model,
        flops,
        SHARE_OF_PRODUCT,
        "a product of matrices, measured now; the share was measured for ViT-B/16 on two cores");
  }

  /** Hours that so many operations take. */
  double hours(double operations) {
    return operations / (flops * share) / 3600;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s (%s TFLOP/s, %.0f %% of it: %s)",
        device,
        flops < 1e12 ? String.format(Locale.ROOT, "%.2f", flops / 1e12) : number(flops / 1e12),
        100 * share,
        source);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
