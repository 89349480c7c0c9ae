package org.e2vpt.harness.data;

import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;

/** A task of the mini tables, which is drawn or unpacked whole: in the form of VTAB-1k. */
record MiniSplits(ImageSet train800, ImageSet val200, ImageSet test) {

  Splits splits() {
    return Splits.vtab(train800, val200, test);
  }

  /** The sha256 (hexadecimal) over the three splits. */
  String sha256() {
    String hashes =
        "train800 %s\nval200 %s\ntest %s\n"
            .formatted(train800.sha256(), val200.sha256(), test.sha256());
    return Hashing.sha256().hashString(hashes, StandardCharsets.UTF_8).toString();
  }
}
