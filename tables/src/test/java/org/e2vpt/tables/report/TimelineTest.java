package org.e2vpt.tables.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.e2vpt.harness.trial.Trial.Split;
import org.e2vpt.tables.paper.DeviceTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimelineTest {

  private static final Instant BEGIN = Instant.parse("2026-11-20T10:00:00Z");

  @TempDir private Path directory;

  /** Trials as {@code device begin end} in seconds. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          cpu 0 10                                     | cpu busy 100.0 % of 10.0 s
          cpu 0 10, cpu 10 50                          | cpu busy 100.0 % of 50.0 s; longest gap 0.0 s, before trial t1 (vpt on digits)
          cpu 0 40, cpu 44 80, cpu 81 100              | cpu busy 95.0 % of 1 min 40 s; longest gap 4.0 s, before trial t1 (vpt on digits)
          cpu 81 100, cpu 0 40, cpu 44 80              | cpu busy 95.0 % of 1 min 40 s; longest gap 4.0 s, before trial t2 (vpt on digits)
          cpu 0 10, cpu 0 20, cpu 10 20                | 2 devices busy 100.0 % of 20.0 s; longest gap 0.0 s, before trial t2 (vpt on digits)
          gpu0 0 20, gpu1 0 5, gpu1 10 20              | 2 devices busy 87.5 % of 20.0 s; longest gap 5.0 s, before trial t2 (vpt on digits)
          gpu0 0 20, gpu1 0 5                          | 2 devices busy 62.5 % of 20.0 s
          cpu 0 10, cpu 20 40, cpu 40 40, cpu 40.1 40.1 | cpu busy 74.8 % of 40.1 s; longest gap 10.0 s, before trial t1 (vpt on digits)
          cpu 0 10.0004, cpu 10 20                     | cpu busy 100.0 % of 20.0 s; longest gap 0.0 s, before trial t1 (vpt on digits)
          """)
  void saysHowLongDevicesWaited(String trials, String finding) {
    assertThat(Timeline.of(times(trials)).orElseThrow().finding()).isEqualTo(finding);
  }

  @Test
  void noTrialHasNoTimeline() {
    assertThat(TimelinePlot.of(List.of())).isEmpty();
  }

  /** Of 100 seconds, 3 can be seen: between two trials, before the first or after the last. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          cpu 0 50, cpu 52.9 100   | false
          cpu 0 50, cpu 53 100     | true
          gpu0 0 100, gpu1 2.9 100 | false
          gpu0 0 100, gpu1 3 100   | true
          gpu0 0 100, gpu1 0 97    | true
          """)
  void isDrawnIfThereIsAGapToSee(String trials, boolean drawn) {
    assertThat(TimelinePlot.of(times(trials)).isPresent()).isEqualTo(drawn);
  }

  @Test
  void drawsALineForEachDeviceAndABarForTrialsInARow() {
    Figure figure =
        TimelinePlot.of(times("gpu1 0 20, gpu1 20 30, gpu0 0 10, gpu0 20 30")).orElseThrow();

    assertThat(figure.svgs().get(0).toString())
        .containsSubsequence("d=\"M62 21h114M290 21h114\"", "d=\"M62 47h342\"")
        .containsSubsequence(">gpu0</text>", ">gpu1</text>")
        .contains(">seconds since the first trial began</text>");
    assertThat(figure.caption()).endsWith("Gaps of less than 0.0 s are not drawn.");
  }

  @Test
  void thousandsOfTrialsDoNotSwellThePage() {
    SplittableRandom random = new SplittableRandom(1);
    List<DeviceTime> times = new ArrayList<>();
    for (int device = 0; device < 8; device++) {
      double end = 0;
      for (int i = 0; i < 1000; i++) {
        double begin = end + random.nextInt(600);
        end = begin + 1 + random.nextInt(600);
        times.add(time("t" + i, "gpu" + device, begin, end));
      }
    }

    Figure figure = TimelinePlot.of(times).orElseThrow();

    String svg = figure.svgs().get(0).toString();
    assertThat(svg.getBytes(StandardCharsets.UTF_8).length + figure.caption().length())
        .isLessThan(10_000);
    assertThat(svg.split("M[0-9.]+ ", -1)).hasSizeBetween(8, 301);
    assertThat(svg).contains(">hours since the first trial began</text>");
  }

  @Test
  void moreDevicesThanBarsHaveOneBarEach() {
    List<DeviceTime> times = new ArrayList<>();
    for (int device = 0; device < 400; device++) {
      times.add(time("t" + device, "gpu" + device, 0, 1));
      times.add(time("u" + device, "gpu" + device, 9, 10));
    }

    String svg = TimelinePlot.of(times).orElseThrow().svgs().get(0).toString();

    assertThat(svg.split("M[0-9.]+ [0-9.]+h", -1)).hasSize(401);
  }

  @Test
  void readsBackWhatWasWritten() throws IOException {
    List<DeviceTime> times = times("gpu0 0 20.25, gpu1 1.5 5");
    Path file = directory.resolve(DeviceTime.FILE);

    DeviceTime.write(file, times);

    assertThat(DeviceTime.read(file)).isEqualTo(times);
    assertThat(file)
        .content()
        .isEqualTo(
            """
            trial,row,task,split,device,host,seconds,finished
            t0,vpt,digits,search,gpu0,a host,20.250,2026-11-20T10:00:20.250Z
            t1,vpt,digits,search,gpu1,a host,3.500,2026-11-20T10:00:05Z
            """);
  }

  @ParameterizedTest
  @CsvSource({
    "3.500, soon, 'column ''seconds'': expected a number, got ''soon'''",
    "2026-11-20T10:00:05Z, later, 'column ''finished'': expected a time such as 2026-11-20T10:00:00Z,"
        + " got ''later'''",
    "search, nothing, 'column ''split'': expected search, final or embed, got ''nothing'''"
  })
  void saysWhatIsWrongWithALine(String right, String wrong, String message) throws IOException {
    Path file = directory.resolve(DeviceTime.FILE);
    DeviceTime.write(file, times("gpu1 1.5 5"));
    Files.writeString(file, Files.readString(file).replace(right, wrong));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> DeviceTime.read(file))
        .withMessage("%s:2: %s", file, message);
  }

  private static List<DeviceTime> times(String trials) {
    List<DeviceTime> times = new ArrayList<>();
    for (String trial : Splitter.on(", ").split(trials)) {
      List<String> words = Splitter.on(' ').splitToList(trial.strip());
      times.add(
          time(
              "t" + times.size(),
              words.get(0),
              Double.parseDouble(words.get(1)),
              Double.parseDouble(words.get(2))));
    }
    return times;
  }

  private static DeviceTime time(String id, String device, double begin, double end) {
    return new DeviceTime(
        id,
        "vpt",
        "digits",
        Split.SEARCH,
        device,
        "a host",
        end - begin,
        BEGIN.plus(Duration.ofMillis(Math.round(1000 * end))));
  }
}
