package org.e2vpt.harness.tensor;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import com.google.common.base.Suppliers;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.e2vpt.harness.tensor.Execution.Precision;

/**
 * Operations of libtorch that DJL does not expose, as methods of a TorchScript module without
 * tensors, which is written here and loaded once a process. Gradients flow through them.
 */
public final class Kernels {

  private static final String SOURCE =
      """
      class Kernels(Module):
        __parameters__ = []
        __buffers__ = []
        training : bool
        def attention(self: __torch__.Kernels, q: Tensor, k: Tensor, v: Tensor) -> Tensor:
          return torch.scaled_dot_product_attention(q, k, v)
        def joined_bf16(self: __torch__.Kernels, parts: List[Tensor]) -> Tensor:
          rounded = [torch.to(x, 15) for x in parts]
          return rounded[0] if torch.len(parts) == 1 else torch.cat(rounded, 2)
        def attention_bf16(self: __torch__.Kernels, parts: List[Tensor]) -> Tensor:
          n = torch.floordiv(torch.len(parts), 2)
          q = torch.to(parts[0], 15)
          return torch.scaled_dot_product_attention(q, self.joined_bf16(parts[1:n + 1]), self.joined_bf16(parts[n + 1:]))
        def product_bf16(self: __torch__.Kernels, x: Tensor, w: Tensor, b: Tensor) -> Tensor:
          return torch.linear(torch.to(x, 15), torch.to(w, 15), torch.to(b, 15))
        def gelu_bf16(self: __torch__.Kernels, x: Tensor, w: Tensor, b: Tensor) -> Tensor:
          return torch.gelu(self.product_bf16(x, w, b))
        def linear_bf16(self: __torch__.Kernels, x: Tensor, w: Tensor, b: Tensor) -> Tensor:
          return torch.to(self.product_bf16(x, w, b), 6)
        def bf16(self: __torch__.Kernels, x: Tensor) -> Tensor:
          return torch.to(x, 15)
        def scaled(self: __torch__.Kernels, tensors: List[Tensor], numbers: Tensor) -> List[Tensor]:
          if torch.numel(numbers) == 1:
            return torch._foreach_mul(tensors, torch.squeeze(numbers))
          return [torch.mul(t, torch.reshape(numbers, [-1] + [1] * (torch.dim(t) - 1))) for t in tensors]
        def sgd(self: __torch__.Kernels, p: List[Tensor], m: List[Tensor], decays: bool, kept: Tensor, decay: Tensor, rates: Tensor, step: int) -> List[Tensor]:
          g = [x.grad for x in p]
          torch._foreach_mul_(m, kept)
          torch._foreach_add_(m, g)
          if decays:
            torch._foreach_add_(m, self.scaled(p, decay))
          torch._foreach_sub_(p, self.scaled(m, rates[step]))
          torch._foreach_sub_(g, g)
          return g
        def adamw(self: __torch__.Kernels, p: List[Tensor], m: List[Tensor], v: List[Tensor], decays: bool, constants: List[Tensor], rates: Tensor, step: int) -> List[Tensor]:
          g = [x.grad for x in p]
          torch._foreach_mul_(m, constants[0])
          torch._foreach_add_(m, torch._foreach_mul(g, constants[1]))
          torch._foreach_mul_(v, constants[2])
          squares = torch._foreach_mul(g, g)
          torch._foreach_mul_(squares, constants[3])
          torch._foreach_add_(v, squares)
          deviations = torch._foreach_sqrt(v)
          torch._foreach_add_(deviations, constants[4])
          torch._foreach_sub_(p, self.scaled(torch._foreach_div(m, deviations), rates[2 * step]))
          if decays:
            torch._foreach_sub_(p, self.scaled(p, rates[2 * step + 1]))
          torch._foreach_sub_(g, g)
          return g
      """;

  /** A pickled object of that class, whose only attribute is {@code training = False}. */
  private static final String OBJECT =
      "\u0080\u0002c__torch__\nKernels\nq\0)\u0081}(X\u0008\0\0\0training\u0089ub.";

  /** A pickled empty tuple. */
  private static final String NO_CONSTANTS = "\u0080\u0002).";

  private static final Supplier<PtSymbolBlock> MODULE = Suppliers.memoize(Kernels::load);

  /** By method: see {@link #selector}. */
  private static final Map<String, NDArray> SELECTORS = new ConcurrentHashMap<>();

  /** Once a thread: the switch is a thread's. */
  private static final ThreadLocal<Boolean> PLAIN_THREAD =
      ThreadLocal.withInitial(Kernels::switchOptimizerOff);

  private Kernels() {}

  /** Queries of an image, below which the equation as it is written is as fast as the kernel. */
  private static final int FEW = 64;

  /**
   * Whether {@link #attention} is faster for these queries than its equation as it is written:
   * where there are enough of them. On a GPU gradients are summed in no fixed order, unless {@link
   * TorchSwitches} say otherwise; a CPU's are the same each time.
   *
   * @param queries N
   */
  public static boolean attends(long queries, Device device) {
    return queries >= FEW
        && (device.equals(Device.cpu())
            || !Torch.recordsGradients()
            || TorchSwitches.deterministic());
  }

  /**
   * softmax(Q Kᵀ / √d) V without ever holding the scores of all pairs. In bf16 it takes float32 or
   * bfloat16 and answers in bfloat16.
   *
   * @param queries (B, h, N, d)
   * @param keys parts (B, h, N', d) of different N', which are joined
   * @param values as many parts of the same shapes
   * @return (B, h, N, d)
   */
  public static NDArray attention(
      NDArray queries, NDList keys, NDList values, Precision precision) {
    if (precision != Precision.BF16) {
      return run("attention", queries, Tensors.concat(keys, 2), Tensors.concat(values, 2));
    }
    NDList parts = new NDList(queries).addAll(keys).addAll(values);
    parts.forEach(part -> part.setName("parts[]")); // by which DJL knows what is one list
    try {
      return run("attention_bf16", parts.toArray(NDArray[]::new));
    } finally {
      parts.forEach(part -> part.setName(null));
    }
  }

  /**
   * GELU(x Wᵀ + b) over the last axis in bfloat16, sums in float32: (…, in) float32 to (…, out),
   * bfloat16, of which {@link #linearBf16} takes the next step.
   */
  public static NDArray geluBf16(NDArray x, NDArray weight, NDArray bias) {
    return run("gelu_bf16", x, weight, bias);
  }

  /**
   * x Wᵀ + b over the last axis, multiplied and answered in bfloat16, summed in float32: (…, in),
   * float32 or bfloat16, to (…, out), float32.
   */
  public static NDArray linearBf16(NDArray x, NDArray weight, NDArray bias) {
    return run("linear_bf16", x, weight, bias);
  }

  /** As {@link #linearBf16}, but left in bfloat16, for what goes on in it. */
  public static NDArray productBf16(NDArray x, NDArray weight, NDArray bias) {
    return run("product_bf16", x, weight, bias);
  }

  /** A copy in bfloat16. DJL can pass it on, but must not be asked what it holds. */
  public static NDArray bf16(NDArray array) {
    return run("bf16", array);
  }

  /**
   * Runs a method that changes lists of tensors in place, without recording gradients. TorchScript
   * leaves out what changes a list that is neither given to the method nor returned by it.
   *
   * @param arguments arrays, lists of arrays, whole numbers and truth values
   */
  public static void inPlace(String method, Object... arguments) {
    IValue[] values = Stream.of(arguments).map(Kernels::value).toArray(IValue[]::new);
    try {
      IValueUtils.runMethod(module(), method, values).close();
    } finally {
      Stream.of(values).forEach(IValue::close);
    }
  }

  private static IValue value(Object argument) {
    if (argument instanceof NDArray array) {
      return IValue.from((PtNDArray) array);
    }
    if (argument instanceof NDList arrays) {
      return IValue.listFrom(arrays.toArray(PtNDArray[]::new));
    }
    return argument instanceof Boolean flag ? IValue.from(flag) : IValue.from((long) argument);
  }

  private static NDArray run(String method, NDArray... inputs) {
    NDList all = new NDList(inputs);
    all.add(SELECTORS.computeIfAbsent(method, Kernels::selector));
    return IValueUtils.forward(module(), all, true).singletonOrThrow();
  }

  /**
   * The module, in a thread without the optimising graph executor: that one is slower and hungrier
   * in training, and runs a kernel otherwise from its third call on.
   */
  private static PtSymbolBlock module() {
    PLAIN_THREAD.get();
    return MODULE.get();
  }

  private static boolean switchOptimizerOff() {
    JniUtils.setGraphExecutorOptimize(false);
    return true;
  }

  /**
   * How DJL is told which method to run: by the name of an array, whose value nobody reads. Made
   * once and on the CPU, since on a GPU each would be a copy that waits for all before it.
   */
  private static NDArray selector(String method) {
    NDArray selector = Torch.manager("cpu").create(0);
    NDScope.unregister(selector); // outlives the scope of the first who calls
    selector.setName("module_method:" + method);
    return selector;
  }

  private static PtSymbolBlock load() {
    try {
      NDManager forever = NDManager.newBaseManager("PyTorch");
      return JniUtils.loadModule(
          (PtNDManager) forever, new ByteArrayInputStream(archive()), false, false);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot load the module of kernels", e);
    }
  }

  private static byte[] archive() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      store(zip, "kernels/data.pkl", OBJECT);
      store(zip, "kernels/code/__torch__.py", SOURCE);
      store(zip, "kernels/constants.pkl", NO_CONSTANTS);
      store(zip, "kernels/version", "10\n");
      store(zip, "kernels/byteorder", "little");
    }
    return bytes.toByteArray();
  }

  /** libtorch reads members that are not compressed. */
  private static void store(ZipOutputStream zip, String name, String text) throws IOException {
    byte[] content = text.getBytes(StandardCharsets.ISO_8859_1);
    CRC32 crc = new CRC32();
    crc.update(content);
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    entry.setCrc(crc.getValue());
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }
}
