package org.e2vpt.harness.meta;

import ai.djl.engine.EngineException;
import ai.djl.pytorch.jni.MetaOperations;
import com.google.common.collect.ConcurrentHashMultiset;
import com.google.common.collect.ImmutableMultiset;
import com.google.common.collect.Multiset;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What {@link MetaAgent} saw: how often each native method was called, copies to the device, reads
 * from it, and calls that got tensors of the CPU and of the device.
 *
 * <p>On a GPU the first two make the host wait for the device, and the third either throws or, as
 * in {@code matmul}, {@code cat} and indexing of the meta device, goes unnoticed here.
 */
public final class NativeCalls {

  /** Operations that cannot begin before the host knows numbers of the device. */
  private static final Set<String> SYNCHRONISING =
      Set.of("torchNonZeros", "torchMaskedSelect", "torchUnique", "contentEqual");

  private static final String COPY = "copy to the device";
  private static final String READ = "read from the device";
  private static final String MIXED = "tensors of the CPU and of the device";

  /** Device types of tensors, of script values that hold them and of indices, by handle. */
  private static final Map<Long, Integer> DEVICES = new ConcurrentHashMap<>();

  private static final Multiset<String> CALLS = ConcurrentHashMultiset.create();

  /** Copies and so on, with the method and the place that it was called from. */
  private static final Multiset<Event> EVENTS = ConcurrentHashMultiset.create();

  private static final AtomicBoolean OUT_OF_MEMORY = new AtomicBoolean();

  /** Set in a thread while it runs this class's own calls. */
  private static final ThreadLocal<Boolean> OWN = ThreadLocal.withInitial(() -> false);

  private static volatile Runnable backward = () -> {};

  private NativeCalls() {}

  /** Something that was noticed, and where. */
  private record Event(String kind, String method, String place) {

    @Override
    public String toString() {
      return "%s in %s%s".formatted(kind, method, place);
    }
  }

  /** What was counted so far. */
  record Counts(ImmutableMultiset<String> methods, ImmutableMultiset<Event> events) {

    /** Calls of native methods. */
    int calls() {
      return methods.size();
    }

    int copies() {
      return count(COPY);
    }

    int reads() {
      return count(READ);
    }

    private int count(String kind) {
      return (int) events.stream().filter(event -> event.kind.equals(kind)).count();
    }

    /** Those since {@code before}. */
    Counts since(Counts before) {
      return new Counts(minus(methods, before.methods), minus(events, before.events));
    }

    private static <T> ImmutableMultiset<T> minus(
        ImmutableMultiset<T> all, ImmutableMultiset<T> before) {
      ImmutableMultiset.Builder<T> left = ImmutableMultiset.builder();
      all.entrySet()
          .forEach(
              entry ->
                  left.addCopies(
                      entry.getElement(), entry.getCount() - before.count(entry.getElement())));
      return left.build();
    }

    /** Where tensors of both devices met; empty if nowhere. */
    String mixed() {
      return places(MIXED);
    }

    /** Where the device was read. */
    String readPlaces() {
      return places(READ);
    }

    /** Where something was copied to it. */
    String copyPlaces() {
      return places(COPY);
    }

    private String places(String kind) {
      return events.entrySet().stream()
          .filter(entry -> entry.getElement().kind.equals(kind))
          .map(entry -> entry.getCount() + " × " + entry.getElement())
          .sorted()
          .collect(Collectors.joining("; "));
    }
  }

  static Counts counts() {
    return new Counts(ImmutableMultiset.copyOf(CALLS), ImmutableMultiset.copyOf(EVENTS));
  }

  /** Calls this at the beginning of each backward pass. */
  static void onBackward(Runnable action) {
    backward = action;
  }

  /** Lets the next backward pass find no memory. */
  static void runOutOfMemory() {
    OUT_OF_MEMORY.set(true);
  }

  /**
   * Called before a native method.
   *
   * @return what it is to return instead of being called; null if it is to be called
   */
  public static @Nullable Object before(String method, Object[] arguments) {
    if (OWN.get()) {
      return null;
    }
    if (method.equals("torchBackward")) {
      backward.run();
      if (OUT_OF_MEMORY.getAndSet(false)) {
        throw new EngineException("CUDA out of memory. Tried to allocate 2.00 GiB");
      }
    }
    CALLS.add(method);
    int cpu = count(arguments, 0);
    int meta = count(arguments, MetaAgent.META);
    if (cpu > 0 && meta > 0) {
      note(MIXED, method);
    }
    noteTransfer(method, arguments, meta > 0);
    if (method.equals("torchDeleteTensor") || method.equals("torchDeleteIValue")) {
      DEVICES.remove((Long) arguments[0]);
    }
    return meta > 0 ? own(() -> MetaOperations.substitute(method, arguments)) : null;
  }

  private static void noteTransfer(String method, Object[] arguments, boolean fromDevice) {
    boolean made = method.equals("torchFromBlob") && device(arguments[4]) == MetaAgent.META;
    boolean moved = method.equals("torchTo") && device(arguments[2]) == MetaAgent.META;
    if (made || moved && !fromDevice || method.equals("torchSet") && fromDevice) {
      note(COPY, method);
    }
    boolean left = method.equals("torchTo") && device(arguments[2]) == 0;
    boolean seen = method.equals("torchDirectByteBuffer") || method.equals("torchDataPtr");
    if (fromDevice && (left || seen || SYNCHRONISING.contains(method))) {
      note(READ, method);
    }
  }

  private static int device(Object typeAndIndex) {
    return ((int[]) typeAndIndex)[0];
  }

  /** How many of the arguments are tensors of a device. */
  private static int count(Object[] arguments, int device) {
    int count = 0;
    for (Object argument : arguments) {
      if (argument instanceof Long handle) {
        count += is(handle, device);
      } else if (argument instanceof long[] handles) {
        for (long handle : handles) {
          count += is(handle, device);
        }
      }
    }
    return count;
  }

  private static int is(long handle, int device) {
    return Integer.valueOf(device).equals(DEVICES.get(handle)) ? 1 : 0;
  }

  /** Called after a native method, and after what was called in its place. */
  public static void after(String method, Object[] arguments, @Nullable Object returned) {
    if (method.startsWith("iValueFrom") && returned instanceof Long value) {
      known(arguments, value);
    } else if (method.equals("torchIndexAppendArray")) {
      known(new Object[] {arguments[1]}, (Long) arguments[0]);
    }
  }

  /** A value that holds tensors is on their device. */
  private static void known(Object[] tensors, long value) {
    DEVICES.remove(value);
    if (count(tensors, MetaAgent.META) > 0) {
      DEVICES.put(value, MetaAgent.META);
    } else if (count(tensors, 0) > 0) {
      DEVICES.put(value, 0);
    }
  }

  /** Called when DJL has made a tensor of a handle. */
  public static void made(long handle) {
    DEVICES.put(handle, own(() -> MetaOperations.device(handle)));
  }

  private static <T extends @Nullable Object> T own(java.util.function.Supplier<T> call) {
    boolean before = OWN.get();
    OWN.set(true);
    try {
      return call.get();
    } finally {
      OWN.set(before);
    }
  }

  private static void note(String kind, String method) {
    String place =
        StackWalker.getInstance()
            .walk(
                frames ->
                    frames
                        .filter(frame -> frame.getClassName().startsWith("org.e2vpt."))
                        .filter(frame -> !frame.getClassName().equals(NativeCalls.class.getName()))
                        .limit(3)
                        .map(
                            frame ->
                                " < %s.%s:%s"
                                    .formatted(
                                        frame.getClassName().replaceAll(".*\\.", ""),
                                        frame.getMethodName(),
                                        frame.getLineNumber()))
                        .collect(Collectors.joining()));
    EVENTS.add(new Event(kind, method, place));
  }
}
