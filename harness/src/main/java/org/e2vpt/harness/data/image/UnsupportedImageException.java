package org.e2vpt.harness.data.image;

import java.io.IOException;

/** The reason why an undamaged file is not decoded, with what to do about it. */
final class UnsupportedImageException extends IOException {

  private static final long serialVersionUID = 1L;

  UnsupportedImageException(String reason) {
    super(reason);
  }
}
