package org.e2vpt.harness.tuning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import com.google.common.collect.ImmutableList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The heads of several trials that train nothing else, as one: each tensor has a new first axis of
 * size S, and one product of a batch of matrices stands for S products. None of them changes
 * another's numbers.
 */
public final class HeadStack {

  private final ImmutableList<Tuning> tunings;
  private final Head form;
  private final int size;
  private final Map<String, NDArray> trainable;
  private final Map<String, NDArray> all;

  /**
   * Copies the heads of built tunings of one method.
   *
   * @param manager owns the copies
   */
  public HeadStack(ImmutableList<Tuning> tunings, NDManager manager) {
    this.tunings = tunings;
    form = tunings.get(0).head();
    size = tunings.size();
    trainable = new LinkedHashMap<>();
    for (String name : tunings.get(0).trainable().keySet()) {
      NDArray stack = stack(tunings.stream().map(t -> t.trainable().get(name)).toList(), manager);
      stack.setRequiresGradient(true);
      trainable.put(name, stack);
    }
    all = new LinkedHashMap<>(trainable);
    for (String name : tunings.get(0).untrained().keySet()) {
      all.put(name, stack(tunings.stream().map(t -> t.untrained().get(name)).toList(), manager));
    }
  }

  private static NDArray stack(List<NDArray> arrays, NDManager manager) {
    NDArray stack = NDArrays.stack(new NDList(arrays));
    stack.attach(manager);
    return stack;
  }

  /** S, the number of heads. */
  public int size() {
    return size;
  }

  /** The trained tensors by name, S of each along the first axis. */
  public Map<String, NDArray> trainable() {
    return trainable;
  }

  /** All tensors that training changes, likewise. */
  public Map<String, NDArray> all() {
    return all;
  }

  /**
   * Logits of all heads.
   *
   * @param features (S, B, features), or (1, B, features) if all heads read the same
   * @return (S, B, C)
   */
  public NDArray logits(NDArray features, boolean training) {
    return form.logits(parameter -> get(parameter.name()), features, training);
  }

  /** Gives each tuning what has become of its tensors. */
  public void handBack() {
    for (int i = 0; i < size; i++) {
      handBack(tunings.get(i).trainable(), i);
      handBack(tunings.get(i).untrained(), i);
    }
  }

  private void handBack(Map<String, NDArray> own, int head) {
    own.forEach((name, array) -> array.set(new NDIndex("..."), get(name).get(head)));
  }

  private NDArray get(String name) {
    NDArray array = all.get(name);
    if (array == null) {
      throw new IllegalStateException("no tensor '%s' among %s".formatted(name, all.keySet()));
    }
    return array;
  }
}
