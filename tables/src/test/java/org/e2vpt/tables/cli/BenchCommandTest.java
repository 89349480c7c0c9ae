package org.e2vpt.tables.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableSortedMap;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.e2vpt.harness.bench.Measured;
import org.e2vpt.harness.bench.Workload;
import org.e2vpt.harness.bench.Workload.Mode;
import org.e2vpt.harness.tensor.Execution;
import org.e2vpt.harness.tensor.Execution.Precision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class BenchCommandTest {

  @Test
  void printsALineForEachVariantAndThenEachAgainstTheLastOfItsMode() {
    StringWriter out = new StringWriter();

    BenchCommand.print(
        new PrintWriter(out),
        List.of(
            measured(Mode.TRAIN, true, 3, 1200, 70),
            measured(Mode.TRAIN, false, 2, 2400, 105),
            measured(Mode.EVAL, true, 8, 600, 30),
            measured(Mode.EVAL, false, 4, 1200, 60)));

    assertThat(out)
        .hasToString(
            """
            method,mode,shortcuts,precision,batch,images_per_s,peak_mb,gflop_per_image,gflops,gemm_gflops,mfu
            e2vpt,train,on,fp32,16,3.000,1200,70.00,210.0,300.0,0.700
            e2vpt,train,off,fp32,16,2.000,2400,105.00,210.0,300.0,0.700
            e2vpt,eval,on,fp32,16,8.000,600,30.00,240.0,300.0,0.800
            e2vpt,eval,off,fp32,16,4.000,1200,60.00,240.0,300.0,0.800
            # train fp32 with shortcuts on against train fp32 with shortcuts off: images_per_s × 1.50, peak_mb × 0.50, gflop_per_image × 0.67
            # eval fp32 with shortcuts on against eval fp32 with shortcuts off: images_per_s × 2.00, peak_mb × 0.50, gflop_per_image × 0.50
            """);
  }

  @Test
  void printsNoMfuAboveOne() {
    StringWriter out = new StringWriter();

    BenchCommand.print(new PrintWriter(out), List.of(measured(Mode.TRAIN, true, 6.415, 1200, 70)));

    assertThat(out.toString().lines().skip(1))
        .containsExactly(
            "e2vpt,train,on,fp32,16,6.415,1200,70.00,449.1,300.0,",
            "# train fp32 with shortcuts on has no mfu: its step reached 449.1 GFLOP/s, but its"
                + " products alone only 300.0, so something slowed them down. Measure again on an"
                + " idle machine, with more --repeats.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--mode=test | mode must be train or eval, got 'test'",
        "--shortcuts=yes | shortcuts must be one of on, off, got 'yes'",
        "--precision=fp8 | precision must be one of fp32, tf32, bf16, got 'fp8'",
        "--repeats=0 | need at least 1 thread and 1 repeat, got 2 and 0",
        "--backbone=vit | unknown backbone 'vit'; the backbones are vit-b16.in21k, vit-b16.in21k-ft-in1k, vit-b16.mae, vit-b16.moco-v3, swin-b.in22k, mini-vit.cifar10, mini-vit-64.cifar10, mini-vit.random",
        "--batch=0 | a batch of vit-b16.in21k has 1 to 14266 images, got 0",
        "--batch=14267 | a batch of vit-b16.in21k has 1 to 14266 images, got 14267",
        "--precision=fp32,tf32 | precision tf32 needs an NVIDIA GPU; a CPU has fp32, bf16",
        "--method=vpt | no tuning method 'vpt'; there are [full, linear, partial-1, mlp-3, sidetune, bias, adapter, vpt-shallow, vpt-deep, e2vpt, vfpt]. Did you mean 'vfpt'?",
        "--visual=0 | option visual of method e2vpt must be at least 1, got '0'",
        "--method=linear --visual=3 | method linear has no option visual; it has []",
        "--option=prune-from=ab12 | option prune-from names a trial, but there are no trials here: omit it"
      })
  void refusesWhatItCannotMeasure(String options, String message) {
    StringWriter err = new StringWriter();
    CommandLine command = E2vpt.commandLine().setErr(new PrintWriter(err));

    String[] arguments = ("bench " + options).split(" ", -1);

    assertThat(command.execute(arguments)).isEqualTo(E2vpt.BAD_INPUT);
    assertThat(err).hasToString("e2vpt: " + message + "\n");
  }

  @Test
  void namesTheDevicesThereAre() {
    StringWriter err = new StringWriter();
    CommandLine command = E2vpt.commandLine().setErr(new PrintWriter(err));

    assertThat(command.execute("bench", "--device", "gpu99")).isEqualTo(E2vpt.BAD_INPUT);
    assertThat(err.toString()).startsWith("e2vpt: there is no device 'gpu99'; there is cpu, ");
  }

  @Test
  void leavesOutTheMemoryThatTheSystemDoesNotTell() {
    StringWriter out = new StringWriter();

    BenchCommand.print(
        new PrintWriter(out),
        List.of(
            measured(Mode.TRAIN, true, 3, Double.NaN, 70),
            measured(Mode.TRAIN, false, 2, Double.NaN, 105)));

    assertThat(out.toString().lines().skip(1))
        .containsExactly(
            "e2vpt,train,on,fp32,16,3.000,,70.00,210.0,300.0,0.700",
            "e2vpt,train,off,fp32,16,2.000,,105.00,210.0,300.0,0.700",
            "# train fp32 with shortcuts on against train fp32 with shortcuts off: images_per_s ×"
                + " 1.50, gflop_per_image × 0.67");
  }

  private static Measured measured(
      Mode mode, boolean shortcuts, double imagesPerSecond, double megabytes, double gflop) {
    Workload workload =
        new Workload(
            "e2vpt",
            ImmutableSortedMap.of(),
            "vit-b16.in21k",
            mode,
            16,
            new Execution(shortcuts, Precision.FP32));
    return new Measured(workload, imagesPerSecond, megabytes, gflop, 300);
  }
}
