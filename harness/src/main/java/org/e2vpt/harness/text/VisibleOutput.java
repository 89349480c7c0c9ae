package org.e2vpt.harness.text;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.Charset;

/** Prints text with its {@link ControlCharacters} made visible. */
public final class VisibleOutput extends PrintStream {

  VisibleOutput(OutputStream out, Charset charset) {
    super(out, true, charset);
  }

  /** The standard output of this process. */
  public static VisibleOutput standardOutput() {
    return new VisibleOutput(
        new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)),
        charset("stdout.encoding"));
  }

  /** The standard error of this process. */
  public static VisibleOutput standardError() {
    return new VisibleOutput(
        new BufferedOutputStream(new FileOutputStream(FileDescriptor.err)),
        charset("stderr.encoding"));
  }

  /** What Java chose, which may be another for a terminal; JDK 17 has the name with "sun.". */
  private static Charset charset(String property) {
    String name = System.getProperty(property, System.getProperty("sun." + property));
    return name == null ? Charset.defaultCharset() : Charset.forName(name);
  }

  /** A writer to this stream. */
  public PrintWriter writer() {
    return new PrintWriter(
        new Writer() {
          @Override
          public void write(char[] text, int from, int length) {
            print(new String(text, from, length));
          }

          @Override
          public void flush() {
            VisibleOutput.this.flush();
          }

          @Override
          public void close() {
            VisibleOutput.this.flush();
          }
        },
        true);
  }

  @Override
  public void print(String text) {
    super.print(ControlCharacters.visible(String.valueOf(text)));
  }

  @Override
  public void print(char c) {
    print(String.valueOf(c));
  }

  @Override
  public void print(char[] text) {
    print(new String(text));
  }

  @Override
  public void print(Object object) {
    print(String.valueOf(object));
  }
}
