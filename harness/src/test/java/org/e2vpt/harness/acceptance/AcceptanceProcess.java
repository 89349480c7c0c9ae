package org.e2vpt.harness.acceptance;

import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.e2vpt.harness.backbone.Model;
import org.e2vpt.harness.backbone.Pretrained;
import org.e2vpt.harness.tensor.Execution.Precision;
import org.e2vpt.harness.tensor.Torch;
import org.e2vpt.harness.tensor.TorchSwitches;

/** A process that checks one thing on a device, and prints each {@link Finding} on a line. */
final class AcceptanceProcess {

  /** Begins a line that is a finding: native libraries print to the same stream. */
  static final String MARKER = "@acceptance ";

  /** What is checked. */
  enum Check {
    VERSIONS,
    AGREEMENT,
    SAME_BITS,
    MEMORY,
    FULL_MEMORY,
    SPEED,
    SYNCHRONISATIONS
  }

  private AcceptanceProcess() {}

  /**
   * Checks.
   *
   * @param arguments check, device as the engine calls it, threads, backbone, precision, and
   *     whether attention is fused
   */
  public static void main(String[] arguments) {
    Locale.setDefault(Locale.ROOT);
    try {
      Torch.start(Integer.parseInt(arguments[2]));
      check(
          Check.valueOf(arguments[0]),
          arguments[1],
          arguments[3],
          Precision.valueOf(arguments[4]),
          Boolean.parseBoolean(arguments[5]),
          finding -> System.out.println(MARKER + finding.line()));
      System.out.flush();
    } catch (Throwable e) {
      e.printStackTrace();
      Runtime.getRuntime().halt(1); // see org.e2vpt.harness.worker.Worker
    }
    Runtime.getRuntime().halt(0);
  }

  private static void check(
      Check check,
      String device,
      String backbone,
      Precision precision,
      boolean fused,
      Consumer<Finding> found) {
    Model model = Pretrained.model(backbone);
    boolean cpu = device.equals("cpu");
    int batch = cpu ? 4 : 64;
    switch (check) {
      case VERSIONS -> versions().forEach(found);
      case AGREEMENT -> Agreement.check(backbone, model, device, found);
      case SAME_BITS -> SameBits.check(backbone, model, precision, device, cpu ? 2 : 32, found);
      case MEMORY -> Memory.check(device, found);
      case FULL_MEMORY -> Memory.checkFull(backbone, model, device, batch, found);
      case SPEED ->
          Speed.check(backbone, model, precision, fused, device, batch, cpu ? 2 : 20, found);
      case SYNCHRONISATIONS -> Synchronisations.train(model, device, batch);
    }
  }

  private static List<Finding> versions() {
    return List.of(
        Finding.told("versions", "engine", Torch.versions()),
        Finding.told("versions", "Java", Runtime.version().toString()),
        Finding.told(
            "versions",
            "deterministic algorithms",
            TorchSwitches.loaded().isPresent() ? "can be switched on" : "cannot be switched on"));
  }
}
