package org.e2vpt.harness.tuning;

import ai.djl.ndarray.NDManager;
import java.util.Map;
import java.util.function.Function;
import org.e2vpt.harness.backbone.Backbone;
import org.e2vpt.harness.checkpoint.HostTensor;
import org.e2vpt.harness.tensor.Initial;

/**
 * What a method is given to adapt a backbone to a task.
 *
 * @param backbone frozen; shared with other trials
 * @param classes C, of the task
 * @param options the method's own, as words
 * @param initial the seeded initial values
 * @param manager owns the new tensors, which live as long as the trial
 * @param artifacts what an earlier trial left, by trial id; or a published file of weights, by its
 *     id in the lock
 */
public record Adaptation(
    Backbone backbone,
    int classes,
    Map<String, String> options,
    Initial initial,
    NDManager manager,
    Function<String, Map<String, HostTensor>> artifacts) {}
