package org.e2vpt.harness.backbone;

import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import com.google.common.io.Resources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.e2vpt.harness.checkpoint.HostTensor;
import org.e2vpt.harness.checkpoint.SafeTensors;
import org.e2vpt.harness.data.DataFolder;
import org.e2vpt.harness.data.DatasetsLock;
import org.e2vpt.harness.names.Names;
import org.e2vpt.harness.weights.PublishedWeights;
import org.e2vpt.harness.weights.PublishedWeights.LookAlikes;

/**
 * The registry of backbones: a line for each says its id, its architecture and where its weights
 * come from. An id is {@code architecture.weights}, as timm's ids are. Here a backbone has its
 * weights in host memory; no engine is needed to name or hash them.
 *
 * <p>With a lock of miniatures ({@link DatasetsLock#scale}) a published backbone has the sizes of
 * whatever file lies there in its place.
 */
public final class Pretrained {

  /** The ViT that ships with the harness: 32×32 pixels in 16 patches, 0.47 M parameters. */
  public static final VitConfig MINI = new VitConfig(32, 8, 96, 4, 3, 384);

  private static final String MINI_CIFAR10 = "mini-vit.cifar10";
  private static final VitConfig MINI_64 = new VitConfig(64, 8, 96, 4, 3, 384);

  private static final ImmutableMap<String, Registered> ALL =
      Stream.of(
              published("vit-b16.in21k", VitConfig.B16),
              published("vit-b16.in21k-ft-in1k", VitConfig.B16),
              published("vit-b16.mae", VitConfig.B16.with(Pretraining.MAE)),
              published("vit-b16.moco-v3", VitConfig.B16.with(Pretraining.MOCO)),
              published("swin-b.in22k", SwinConfig.B),
              shipped(MINI_CIFAR10, MINI, () -> resource(MINI_CIFAR10 + ".safetensors")),
              shipped(
                  "mini-vit-64.cifar10",
                  MINI_64,
                  () ->
                      ResampledPositions.of(
                          resource(MINI_CIFAR10 + ".safetensors"), MINI, MINI_64)),
              shipped("mini-vit.random", MINI, () -> RandomVit.weights(MINI, 0)))
          .collect(ImmutableMap.toImmutableMap(Registered::id, line -> line));

  private record Registered(
      String id,
      Model model,
      boolean shipped,
      Function<DataFolder, Map<String, HostTensor>> reader) {

    Pretrained in(DataFolder folder, Model sizes) {
      return new Pretrained(id, sizes, () -> reader.apply(folder));
    }
  }

  /** Those that were asked for: each is hashed once in the life of a process. */
  private static final Map<Map.Entry<String, DataFolder>, Pretrained> KNOWN =
      new ConcurrentHashMap<>();

  /** What backbones were called before numerics 6, when an architecture had an id of its own. */
  private static final ImmutableMap<String, String> FORMER_IDS =
      ImmutableMap.<String, String>builder()
          .put("vit-b16", "vit-b16.in21k")
          .put("vit-b16-in21k", "vit-b16.in21k")
          .put("mae-b16", "vit-b16.mae")
          .put("mae-vit-b", "vit-b16.mae")
          .put("moco-b16", "vit-b16.moco-v3")
          .put("moco-v3-vit-b", "vit-b16.moco-v3")
          .put("swin-b", "swin-b.in22k")
          .put("swin-b-in22k", "swin-b.in22k")
          .put("mini-vit", "mini-vit.cifar10")
          .put("mini-vit-random", "mini-vit.random")
          .buildOrThrow();

  private final String id;
  private final Model model;
  private final Supplier<Map<String, HostTensor>> reader;
  private final Supplier<String> sha256 = Suppliers.memoize(this::hash);

  private Pretrained(String id, Model model, Supplier<Map<String, HostTensor>> reader) {
    this.id = id;
    this.model = model;
    this.reader = reader;
  }

  /** The ids of all backbones, those of published weights first. */
  public static ImmutableSet<String> ids() {
    return ALL.keySet();
  }

  /**
   * The backbone of this id, as a data folder has it.
   *
   * @throws IllegalArgumentException listing the ids there are
   */
  public static Pretrained get(String id, DataFolder folder) {
    Registered line = registered(id);
    return PublishedWeights.miniature(id, folder)
        .map(sizes -> line.in(folder, line.model.resized(sizes)))
        .orElseGet(
            () ->
                KNOWN.computeIfAbsent(Map.entry(id, folder), asked -> line.in(folder, line.model)));
  }

  /**
   * The backbone of this id, out of a file of weights in a published form, wherever it lies.
   *
   * @throws IllegalArgumentException listing the ids there are; or if it comes with the harness
   */
  public static Pretrained ofFile(String id, Path file) {
    if (isShipped(id)) {
      throw new IllegalArgumentException(
          "the weights of %s come with the program: omit the file %s".formatted(id, file));
    }
    return new Pretrained(id, model(id), () -> fromFile(id, file));
  }

  private static Map<String, HostTensor> fromFile(String id, Path file) {
    try {
      return PublishedWeights.load(file, id, LookAlikes.REFUSED);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether the weights come with the harness, or are random: no file of the user's is read. */
  public static boolean isShipped(String id) {
    return registered(id).shipped;
  }

  /**
   * Its published sizes, whatever lies in the data folder: all that counting and measuring need.
   *
   * @throws IllegalArgumentException listing the ids there are
   */
  public static Model model(String id) {
    return registered(id).model;
  }

  private static Registered registered(String id) {
    Registered line = ALL.get(id);
    if (line == null) {
      throw new IllegalArgumentException(
          "unknown backbone '%s'; the backbones are %s%s"
              .formatted(
                  id,
                  String.join(", ", ids()),
                  Names.didYouMean(FORMER_IDS.getOrDefault(id, id), ids())));
    }
    return line;
  }

  /** The name in trials, journals and files. */
  public String id() {
    return id;
  }

  /** Its sizes. */
  public Model model() {
    return model;
  }

  /** The weights by the names of its architecture, read anew: half a gigabyte for the largest. */
  public Map<String, HostTensor> weights() {
    return reader.get();
  }

  /**
   * The sha256 (hexadecimal) over names, shapes and values: the weights' part in a trial's
   * identity. Computed once in the life of this object.
   */
  public String sha256() {
    return sha256.get();
  }

  private String hash() {
    Hasher hasher = Hashing.sha256().newHasher();
    weights()
        .forEach(
            (name, tensor) -> {
              hasher.putString(name, StandardCharsets.UTF_8);
              for (long size : tensor.shape()) {
                hasher.putLong(size);
              }
              hasher.putBytes(tensor.bytes());
            });
    return hasher.hash().toString();
  }

  /** Weights that users hold: read from the data folder when they are asked for. */
  private static Registered published(String id, Model model) {
    return new Registered(id, model, false, folder -> PublishedWeights.load(id, folder));
  }

  private static Registered shipped(
      String id, Model model, Supplier<Map<String, HostTensor>> weights) {
    return new Registered(id, model, true, folder -> weights.get());
  }

  /** Weights of {@link org.e2vpt.harness.pretraining}. */
  private static Map<String, HostTensor> resource(String name) {
    try {
      return SafeTensors.read(
          Resources.toByteArray(Resources.getResource(Pretrained.class, name)), name);
    } catch (IOException e) {
      throw new UncheckedIOException("the shipped weights cannot be read", e);
    }
  }
}
