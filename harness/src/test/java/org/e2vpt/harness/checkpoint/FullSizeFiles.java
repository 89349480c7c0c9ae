package org.e2vpt.harness.checkpoint;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.Bytes;
import com.google.common.primitives.ImmutableLongArray;
import com.google.common.primitives.Shorts;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.apache.commons.compress.archivers.zip.Zip64Mode;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.e2vpt.harness.checkpoint.PyTorchFiles.Storage;
import org.e2vpt.harness.checkpoint.PyTorchFiles.View;

/**
 * Writes files with the names, shapes, types and containers of the published weights and random
 * values: {@code FullSizeFiles FOLDER [ID…]}. Nobody says which of PyTorch's two forms the .pth
 * files have: here Swin's has the older one.
 */
public final class FullSizeFiles {

  private interface Writer {
    void write(Path file, Map<String, TensorInfo> tensors) throws IOException;
  }

  private record Kind(String file, String list, Writer writer) {}

  private static final String FINE_TUNED = "vit-b16.in21k-ft-in1k";

  private static final ImmutableMap<String, Kind> KINDS =
      ImmutableMap.of(
          "vit-b16.in21k",
          new Kind("ViT-B_16.npz", "vit_b16_in21k_npz_keys", FullSizeFiles::npz),
          FINE_TUNED,
          new Kind("ViT-B_16-224.npz", "vit_b16_in21k_npz_keys", FullSizeFiles::npz),
          "swin-b.in22k",
          new Kind(
              "swin_base_patch4_window7_224_22k.pth",
              "swin_base_patch4_window7_224_22k_keys",
              FullSizeFiles::swin),
          "vit-b16.mae",
          new Kind("mae_pretrain_vit_base.pth", "mae_pretrain_vit_base_keys", FullSizeFiles::mae),
          "vit-b16.moco-v3",
          new Kind(
              "mocov3_linear-vit-b-300ep.pth.tar",
              "mocov3_linear_vit_b_300ep_keys",
              FullSizeFiles::moco));

  private FullSizeFiles() {}

  /** The ids of the weights of which there is a file. */
  public static Iterable<String> ids() {
    return KINDS.keySet();
  }

  public static void main(String[] arguments) throws IOException {
    List<String> ids = List.of(arguments).subList(1, arguments.length);
    for (String id : ids.isEmpty() ? ids() : ids) {
      System.out.println(write(Path.of(arguments[0]), id));
    }
  }

  /** Writes one of them. */
  public static Path write(Path folder, String id) throws IOException {
    return write(folder.resolve(kind(id).file), id, tensors(id));
  }

  /** Writes a file in the container of one of them. */
  public static Path write(Path file, String id, Map<String, TensorInfo> tensors)
      throws IOException {
    Files.createDirectories(file.getParent());
    kind(id).writer.write(file, tensors);
    return file;
  }

  /**
   * Writes a file as torchvision's AlexNet is published: its state dictionary and nothing else.
   *
   * @param channels of the convolutions, 64, 192, 384, 256, 256 in the original
   */
  public static Path alexNet(Path file, int... channels) throws IOException {
    int[] places = {0, 3, 6, 8, 10};
    int[] kernels = {11, 5, 3, 3, 3};
    Map<String, TensorInfo> tensors = new LinkedHashMap<>();
    long in = 3;
    for (int i = 0; i < places.length; i++) {
      String name = "features." + places[i];
      tensors.put(name + ".weight", floats(channels[i], in, kernels[i], kernels[i]));
      tensors.put(name + ".bias", floats(channels[i]));
      in = channels[i];
    }
    tensors.put("classifier.1.weight", floats(8, in * 36));
    Files.createDirectories(file.getParent());
    PyTorchFiles.zip(create(file), views(tensors), "little");
    return file;
  }

  private static TensorInfo floats(long... shape) {
    return new TensorInfo(HostTensor.Type.F32, ImmutableLongArray.copyOf(shape));
  }

  /** The tensors of one of them. */
  public static Map<String, TensorInfo> tensors(String id) throws IOException {
    Map<String, TensorInfo> tensors = PublishedKeys.of(kind(id).list);
    if (id.equals(FINE_TUNED)) { // with a classifier for ImageNet-1k, and no layer before it
      tensors.keySet().removeIf(name -> name.startsWith("pre_logits/"));
      tensors.replaceAll(
          (name, info) ->
              name.startsWith("head/") ? new TensorInfo(info.type(), of1000(info.shape())) : info);
    }
    return tensors;
  }

  private static ImmutableLongArray of1000(ImmutableLongArray shape) {
    return ImmutableLongArray.copyOf(shape.stream().map(size -> size == 21_843 ? 1000 : size));
  }

  private static Kind kind(String id) {
    Kind kind = KINDS.get(id);
    if (kind == null) {
      throw new IllegalArgumentException("no weights %s, only %s".formatted(id, KINDS.keySet()));
    }
    return kind;
  }

  private static ByteBuffer random(String name, TensorInfo info) {
    SplittableRandom random = new SplittableRandom(name.hashCode());
    ByteBuffer bytes = ByteBuffer.allocate((int) info.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (info.type() == HostTensor.Type.I64) {
        bytes.putLong(random.nextInt(169));
      } else {
        bytes.putFloat((float) (random.nextDouble() - 0.5) / 10);
      }
    }
    return bytes.flip();
  }

  private static FileChannel create(Path file) throws IOException {
    return FileChannel.open(
        file,
        StandardOpenOption.CREATE,
        StandardOpenOption.TRUNCATE_EXISTING,
        StandardOpenOption.READ,
        StandardOpenOption.WRITE);
  }

  /** As {@code np.savez}: stored, with wide sizes in front of each member. */
  private static void npz(Path file, Map<String, TensorInfo> tensors) throws IOException {
    try (ZipArchiveOutputStream out = new ZipArchiveOutputStream(create(file))) {
      out.setUseZip64(Zip64Mode.Always);
      for (Map.Entry<String, TensorInfo> tensor : tensors.entrySet()) {
        ZipArchiveEntry entry = new ZipArchiveEntry(tensor.getKey() + ".npy");
        entry.setMethod(ZipArchiveEntry.STORED);
        entry.setTime(0);
        out.putArchiveEntry(entry);
        out.write(npyHeader(tensor.getValue()));
        out.write(random(tensor.getKey(), tensor.getValue()).array());
        out.closeArchiveEntry();
      }
    }
  }

  private static byte[] npyHeader(TensorInfo info) {
    String shape =
        info.shape().stream().mapToObj(size -> size + ",").collect(Collectors.joining(" "));
    String text = "{'descr': '<f4', 'fortran_order': False, 'shape': (%s), }".formatted(shape);
    String padded = text + " ".repeat(63 - (10 + text.length()) % 64) + "\n";
    return Bytes.concat(
        new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0},
        Shorts.toByteArray(Short.reverseBytes((short) padded.length())),
        padded.getBytes(US_ASCII));
  }

  private static Map<String, Object> views(Map<String, TensorInfo> tensors) {
    Map<String, Object> views = new LinkedHashMap<>();
    tensors.forEach(
        (name, info) -> {
          long elements = info.bytes() / info.type().bytes();
          Storage storage =
              new Storage(
                  Integer.toString(views.size()), info.type(), () -> random(name, info), elements);
          views.put(name, View.of(storage, info.shape().toArray()));
        });
    return views;
  }

  private static void swin(Path file, Map<String, TensorInfo> tensors) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
      PyTorchFiles.legacy(out, Map.of("model", views(tensors)));
    }
  }

  private static void mae(Path file, Map<String, TensorInfo> tensors) throws IOException {
    PyTorchFiles.zip(create(file), Map.of("model", views(tensors)), "little");
  }

  /** With the classifier's optimizer, as its linear probe was saved. */
  private static void moco(Path file, Map<String, TensorInfo> tensors) throws IOException {
    TensorInfo head = tensors.get("module.head.weight");
    Storage momentum =
        new Storage(
            "momentum",
            head.type(),
            () -> random("momentum", head),
            head.bytes() / head.type().bytes());
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("epoch", 90);
    root.put("arch", "vit_base");
    root.put("state_dict", views(tensors));
    root.put("best_acc1", null);
    root.put(
        "optimizer",
        Map.of(
            "state",
            Map.of(0, Map.of("momentum_buffer", View.of(momentum, head.shape().toArray()))),
            "param_groups",
            List.of(Map.of("lr", 0, "params", List.of(0, 1)))));
    PyTorchFiles.zip(create(file), root, "little");
  }
}
