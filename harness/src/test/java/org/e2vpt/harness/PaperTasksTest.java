package org.e2vpt.harness;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.e2vpt.harness.data.DataFolder;
import org.e2vpt.harness.data.DataSets;
import org.e2vpt.harness.data.DatasetsLock;
import org.e2vpt.harness.data.DatasetsLock.LockedFile;
import org.e2vpt.harness.data.FileTasks;
import org.e2vpt.harness.data.LegacyBilinear;
import org.e2vpt.harness.data.MiniatureData;
import org.e2vpt.harness.data.Splits;
import org.e2vpt.harness.data.Tasks;
import org.e2vpt.harness.data.fgvc.FgvcPixels;
import org.e2vpt.harness.data.image.Decoder;
import org.e2vpt.harness.data.image.LabelledImages;
import org.e2vpt.harness.data.image.RgbImage;
import org.e2vpt.harness.data.source.Example;
import org.e2vpt.harness.data.source.Part;
import org.e2vpt.harness.data.source.TaskData;
import org.e2vpt.harness.fetch.FetchOutcome;
import org.e2vpt.harness.fetch.Fetcher;
import org.e2vpt.harness.tensor.EngineExtension;
import org.e2vpt.harness.training.DeviceImages;
import org.e2vpt.harness.tuning.Tuning.Batch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every task of the paper from a server's files to batches on the device, as a worker does it. */
@ExtendWith(EngineExtension.class)
class PaperTasksTest {

  private static final int SIDE = 32;
  private static final float[] MEAN = {0.485f, 0.456f, 0.406f};
  private static final float[] DEVIATION = {0.229f, 0.224f, 0.225f};

  @TempDir private static Path served;
  @TempDir private Path directory;
  private static HttpServer server;

  private final NDManager manager;

  PaperTasksTest(NDManager manager) {
    this.manager = manager;
  }

  @BeforeAll
  static void writeMiniatures() throws IOException {
    MiniatureData.write(served);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", PaperTasksTest::serve);
    server.start();
  }

  private static void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] file =
          Files.readAllBytes(served.resolve(exchange.getRequestURI().getPath().substring(1)));
      exchange.sendResponseHeaders(200, file.length);
      exchange.getResponseBody().write(file);
    }
  }

  @AfterAll
  static void stopServer() {
    server.stop(0);
  }

  static Stream<String> ids() {
    return DataSets.ofFiles().stream();
  }

  @ParameterizedTest
  @MethodSource("ids")
  void goesFromFilesToBatches(String id) throws IOException {
    String url = String.format(Locale.ROOT, "http://localhost:%d", server.getAddress().getPort());
    DatasetsLock lock = DatasetsLock.parse("miniature.lock", MiniatureData.lock(served, url));
    DataFolder folder = new DataFolder(directory.resolve("data"), lock);
    Tasks tasks = new Tasks(folder);
    String planned = tasks.sha256(id); // without data

    fetch(id, folder);
    Splits splits = tasks.splits(id, SIDE);

    assertThat(tasks.sha256(id)).isEqualTo(planned);
    assertThat(tasks.notes(id))
        .first()
        .asString()
        .startsWith(
            id.equals("caltech101") || id.startsWith("fgvc_") && !id.equals("fgvc_flowers")
                ? "split: equivalent ("
                : "split: exact (");
    assertThat(tasks.notes(id))
        .last()
        .asString()
        .isEqualTo(
            "The files are miniatures for tests, as the lock says: what is measured on them means"
                + " nothing.");
    TaskData data = new FileTasks(folder).data(id);
    assertThat(data.classes()).isEqualTo(tasks.get(id).classes());
    boolean cropped = id.startsWith("fgvc_");
    assertThat(splits.finalTrain().size())
        .isEqualTo(cropped ? data.train().size() : MiniatureData.TRAIN + MiniatureData.VAL);
    Decoder decoder = DataSets.get(id).jpeg().orElse(Decoder.PILLOW);
    assertSame(data, data.train(), splits.train(), cropped, decoder);
    assertSame(data, data.val(), splits.val(), cropped, decoder);
    assertSame(data, data.test(), splits.test(), cropped, decoder);
    LabelledImages trained = splits.train().toTrainOn(new SplittableRandom(1));
    assertThat(new DeviceImages(manager, trained, SIDE).batch(new int[] {0}).images().getShape())
        .isEqualTo(new Shape(1, 3, SIDE, SIDE));
  }

  private static void fetch(String id, DataFolder folder) {
    List<LockedFile> files = folder.lock().neededBy(id);
    StringWriter out = new StringWriter();

    List<FetchOutcome> outcomes = Fetcher.into(folder, new PrintWriter(out)).fetch(files);

    assertThat(outcomes).as(out.toString()).hasSameSizeAs(files);
    files.forEach(folder::check);
  }

  /** Labels, and the first pixels, which Java computes image by image. */
  private void assertSame(
      TaskData data, Part part, LabelledImages images, boolean cropped, Decoder decoder)
      throws IOException {
    assertThat(IntStream.range(0, images.size()).map(images::label))
        .containsExactlyElementsOf(part.examples().stream().map(Example::label).toList());
    int[] indices = IntStream.range(0, Math.min(3, part.size())).toArray();
    Batch batch = new DeviceImages(manager, images, SIDE).batch(indices);
    Map<Integer, RgbImage> decoded = new HashMap<>();
    data.read(
        List.of(part),
        (of, position, image) -> {
          if (position < indices.length) {
            decoded.put(position, image.decode(decoder));
          }
        });
    for (int index : indices) {
      assertThat(batch.images().get(index).toFloatArray())
          .as("image %d of %s", index, part.name())
          .isEqualTo(normal(decoded.get(index), cropped));
      assertThat(batch.labels().getLong(index)).isEqualTo(part.examples().get(index).label());
    }
  }

  /** (3, side, side) floats. */
  private static float[] normal(RgbImage image, boolean cropped) {
    RgbImage whole = cropped ? FgvcPixels.centre(image, SIDE) : image;
    float[] resized =
        LegacyBilinear.resize(whole.pixels(), whole.height(), whole.width(), SIDE, SIDE);
    float[] normal = new float[resized.length];
    for (int i = 0; i < resized.length; i++) {
      int channel = i % 3;
      normal[channel * SIDE * SIDE + i / 3] =
          (resized[i] / 255 - MEAN[channel]) / DEVIATION[channel];
    }
    return normal;
  }
}
