package org.e2vpt.harness.fetch;

import com.google.common.collect.ImmutableMap;
import com.google.common.io.BaseEncoding;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The first bytes of what a server sends, held against what the file's name promises. Many servers
 * answer with a page of words and the status 200 where they mean no.
 */
final class Opening {

  /** Enough to see what it is, and to reach the title of most pages. */
  static final int BYTES = 16 << 10;

  private static final int TAR_MAGIC_AT = 257;
  private static final int SHOWN = 4;
  private static final int LONGEST_TITLE = 80;
  private static final Pattern PAGE =
      Pattern.compile("\\s*(<!--.*?-->\\s*)*<(!doctype html|html|head|script|body)\\b.*", flags());
  private static final Pattern TITLE = Pattern.compile("<title[^>]*>(.*?)</title>", flags());

  /** Beginnings in hexadecimal, by the ends of names; of several ends that fit the first counts. */
  private static final ImmutableMap<String, String> PROMISES =
      ImmutableMap.<String, String>builder()
          .put(".gz", "1f8b")
          .put(".tgz", "1f8b")
          .put(".zip", "504b")
          .put(".zip.001", "504b")
          .put(".npz", "504b")
          .put(".hdf5", "894844460d0a1a0a")
          .put(".rar", "52617221")
          .put(".mat", "4d41544c4142") // MATLAB
          .buildOrThrow();

  private Opening() {}

  private static int flags() {
    return Pattern.CASE_INSENSITIVE | Pattern.DOTALL;
  }

  /** What is wrong with a file of this name that begins like this, or empty. */
  static Optional<String> objection(String name, byte[] opening) {
    String text = new String(opening, StandardCharsets.UTF_8).replace("\ufeff", "");
    if (PAGE.matcher(text).matches()) {
      return Optional.of("it sent a web page%s instead of the file".formatted(title(text)));
    }
    String begin = BaseEncoding.base16().lowerCase().encode(opening);
    return PROMISES.entrySet().stream()
        .filter(promise -> name.toLowerCase(Locale.ROOT).endsWith(promise.getKey()))
        .findFirst()
        .filter(promise -> !begin.startsWith(promise.getValue()) && !isTar(name, opening))
        .map(promise -> unlike(promise, opening));
  }

  /**
   * Some tar files are called .tar.gz and are not packed, the Pets' among them: readers take both.
   */
  private static boolean isTar(String name, byte[] opening) {
    return name.endsWith(".tar.gz")
        && opening.length > TAR_MAGIC_AT
        && new String(opening, StandardCharsets.ISO_8859_1).startsWith("ustar", TAR_MAGIC_AT);
  }

  private static String unlike(Map.Entry<String, String> promise, byte[] opening) {
    byte[] shown = Arrays.copyOf(opening, Math.min(SHOWN, opening.length));
    return "it sent something that does not begin like a %s file: expected the bytes %s, got %s"
        .formatted(
            promise.getKey(),
            promise.getValue(),
            shown.length == 0 ? "none" : BaseEncoding.base16().lowerCase().encode(shown));
  }

  private static String title(String page) {
    Matcher matcher = TITLE.matcher(page);
    if (!matcher.find()) {
      return "";
    }
    String title = matcher.group(1).strip().replaceAll("\\s+", " ");
    return " ('%s')".formatted(title.substring(0, Math.min(LONGEST_TITLE, title.length())));
  }
}
