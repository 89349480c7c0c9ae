package org.e2vpt.harness.weights;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableLongArray;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.e2vpt.harness.checkpoint.FullSizeFiles;
import org.e2vpt.harness.checkpoint.TensorInfo;

/**
 * The published backbones in small: files of their names, containers, types and tensors with random
 * values. The ViTs have two blocks, tokens of 48 numbers and images of 32 pixels; Swin has two
 * blocks a stage and tokens of 8 numbers at first.
 */
public final class MiniatureWeights {

  private static final int BLOCKS = 2;
  private static final Pattern BLOCK =
      Pattern.compile("(?:encoderblock_|blocks\\.)(?<block>[0-9]+)\\b.*");

  /** How much narrower, by id. */
  private static final ImmutableMap<String, Integer> SHRINK =
      ImmutableMap.of(
          "vit-b16.in21k",
          16,
          "vit-b16.in21k-ft-in1k",
          16,
          "vit-b16.mae",
          16,
          "vit-b16.moco-v3",
          16,
          "swin-b.in22k",
          16);

  private static final long TOKENS = 197;
  private static final long FEWER_TOKENS = 2 * 2 + 1;
  private static final long CLASSES = 10;

  private MiniatureWeights() {}

  /** Writes all of them below {@code root}, each at its id in {@code datasets.lock}. */
  public static void write(Path root) throws IOException {
    for (String id : FullSizeFiles.ids()) {
      Path file = root.resolve(Published.of(id).get(0).lockedAs());
      FullSizeFiles.write(file, id, shrunk(id));
    }
  }

  private static Map<String, TensorInfo> shrunk(String id) throws IOException {
    Map<String, TensorInfo> tensors = new LinkedHashMap<>();
    FullSizeFiles.tensors(id)
        .forEach(
            (name, info) -> {
              Matcher block = BLOCK.matcher(name);
              if (!block.find() || Integer.parseInt(block.group("block")) < BLOCKS) {
                tensors.put(name, new TensorInfo(info.type(), shrunk(id, info.shape())));
              }
            });
    return tensors;
  }

  private static ImmutableLongArray shrunk(String id, ImmutableLongArray shape) {
    return ImmutableLongArray.copyOf(shape.stream().map(size -> shrunk(id, size)));
  }

  /** Widths are multiples of 128 or, in a head of a ViT, 64; classes are more than all of them. */
  private static long shrunk(String id, long size) {
    int shrink = SHRINK.getOrDefault(id, 1);
    if (size == TOKENS) {
      return FEWER_TOKENS;
    }
    if (size > 4096) {
      return CLASSES;
    }
    return size % (id.startsWith("swin") ? 128 : 64) == 0 ? size / shrink : size;
  }
}
