package org.e2vpt.harness.tuning;

/** Which images' prompts a window of Swin sees ({@code PromptedSwinTransformerBlock}). */
public enum WindowPrompts {
  /** Paper: an image's windows have its prompts. */
  OWN,
  /**
   * Released: prompts are repeated in another order than windows are, so those of other images of
   * the batch come in. It matters if prompts differ from image to image: shallow ones do.
   */
  MIXED
}
