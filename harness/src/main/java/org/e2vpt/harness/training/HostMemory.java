package org.e2vpt.harness.training;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** Memory of this process that a device copies a batch from, and that another batch uses again. */
final class HostMemory implements IntFunction<ByteBuffer> {

  private final List<ByteBuffer> blocks = new ArrayList<>();
  private int taken;

  /** Says that nobody reads any more what was taken. */
  void reuse() {
    taken = 0;
  }

  /** Takes so many bytes, of any content. */
  @Override
  public ByteBuffer apply(int bytes) {
    int block = taken++;
    if (block == blocks.size()) {
      blocks.add(ByteBuffer.allocateDirect(bytes));
    } else if (blocks.get(block).capacity() < bytes) {
      blocks.set(block, ByteBuffer.allocateDirect(bytes));
    }
    return blocks.get(block).slice(0, bytes);
  }
}
