package org.e2vpt.harness.checkpoint;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Tells a file's format by its first bytes. */
final class Formats {

  private static final int START = 16;

  private Formats() {}

  static Listing list(Source source) throws IOException {
    byte[] start = new byte[(int) Math.min(START, source.size())];
    source.read(0, start.length).get(start);
    String text = new String(start, StandardCharsets.ISO_8859_1);
    if (text.startsWith("PK")) {
      ZipMembers zip = ZipMembers.open(source);
      return PyTorchZip.isIn(zip) ? new PyTorchZip(zip).list() : Npz.list(zip);
    }
    if (text.startsWith("\u0080")) {
      return new PyTorchLegacy(source).list();
    }
    if (text.startsWith("{", Long.BYTES)) {
      return SafeTensors.list(source);
    }
    throw new IOException(
        "it is no npz, safetensors or PyTorch file, %s".formatted(guess(text, start)));
  }

  private static String guess(String text, byte[] start) {
    if (start.length == 0) {
      return "it is empty";
    }
    if (text.startsWith("version https://")) {
      return "but a pointer of Git LFS: fetch the file that it stands for";
    }
    if (text.startsWith("<")) {
      return "but a web page: the download has failed";
    }
    if (text.startsWith("\u001f\u008b")) {
      return "but packed with gzip: unpack it first";
    }
    return "it starts with " + HexFormat.ofDelimiter(" ").formatHex(start);
  }
}
