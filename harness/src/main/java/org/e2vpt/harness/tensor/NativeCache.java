package org.e2vpt.harness.tensor;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where native libraries lie that jars brought: {@code ~/.e2vpt/djl}, or {@code DJL_CACHE_DIR}. */
final class NativeCache {

  /** The name by which DJL knows it, as an environment variable or else as a system property. */
  static final String SETTING = "DJL_CACHE_DIR";

  private NativeCache() {}

  static Path folder() {
    @Nullable String chosen = System.getenv(SETTING);
    if (chosen == null) {
      chosen = System.getProperty(SETTING);
    }
    return chosen == null
        ? Path.of(System.getProperty("user.home"), ".e2vpt", "djl")
        : Path.of(chosen);
  }
}
