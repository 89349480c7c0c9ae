package org.e2vpt.harness.tuning;

import org.e2vpt.harness.names.Word;

/**
 * Options of MLP-3.
 *
 * @param headDropout rate behind each hidden layer of the head
 */
record Mlp3Options(@Word(byDefault = "0.1") float headDropout) implements MethodOptions {}
