package org.e2vpt.harness.data.archive;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** An error whose message names the archive already. */
final class ArchiveException extends IOException {

  private static final long serialVersionUID = 1L;

  ArchiveException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
