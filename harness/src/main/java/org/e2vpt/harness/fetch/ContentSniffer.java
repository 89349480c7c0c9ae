package org.e2vpt.harness.fetch;

import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.io.BaseEncoding;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Compares the first bytes of what a server sends with what the file's name promises. Many servers
 * answer with a web page and the status 200 where they mean no.
 */
final class ContentSniffer {

  /** Enough to see what it is, and to reach the title of most pages. */
  static final int BYTES = 16 << 10;

  private static final int TAR_MAGIC_AT = 257;
  private static final int SHOWN = 4;
  private static final int LONGEST_TITLE = 80;

  /** How web pages begin. No file of a data set begins with a comment of HTML. */
  private static final ImmutableList<String> PAGES =
      ImmutableList.of("!doctype html", "html", "head", "script", "body", "!--");

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

  private ContentSniffer() {}

  /** What is wrong with a file of this name that begins like this, or empty. */
  static Optional<String> objection(String name, byte[] opening) {
    String text = text(opening);
    if (isPage(text)) {
      return Optional.of("it sent a web page%s instead of the file".formatted(title(text)));
    }
    String begin = BaseEncoding.base16().lowerCase().encode(opening);
    return PROMISES.entrySet().stream()
        .filter(promise -> name.toLowerCase(Locale.ROOT).endsWith(promise.getKey()))
        .findFirst()
        .filter(promise -> !begin.startsWith(promise.getValue()) && !isTar(name, opening))
        .map(promise -> unlike(promise, opening));
  }

  private static String text(byte[] opening) {
    return new String(opening, charset(opening)).replace("\ufeff", "").stripLeading();
  }

  private static Charset charset(byte[] opening) {
    boolean utf16 =
        opening.length > 1
            && (opening[0] == (byte) 0xfe && opening[1] == (byte) 0xff
                || opening[0] == (byte) 0xff && opening[1] == (byte) 0xfe);
    return utf16 ? StandardCharsets.UTF_16 : StandardCharsets.UTF_8;
  }

  private static boolean isPage(String text) {
    return PAGES.stream().anyMatch(tag -> beginsWithTag(text, tag))
        || beginsWithTag(text, "?xml") && text.toLowerCase(Locale.ROOT).contains("<html");
  }

  /** Whether {@code text} begins with this tag, and not with a longer one. */
  private static boolean beginsWithTag(String text, String tag) {
    int end = 1 + tag.length();
    return text.startsWith("<")
        && text.regionMatches(true, 1, tag, 0, tag.length())
        && (tag.equals("!--") || text.length() == end || !isOfAName(text.charAt(end)));
  }

  private static boolean isOfAName(char c) {
    return Character.isLetterOrDigit(c) || c == '_';
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

  /** The page's title in brackets and quotes, on one line, or nothing. */
  private static String title(String page) {
    String lower = page.toLowerCase(Locale.ROOT);
    int tag = lower.indexOf("<title");
    int begin = tag < 0 ? -1 : lower.indexOf('>', tag);
    int end = begin < 0 ? -1 : lower.indexOf("</title>", begin);
    if (end < 0 || lower.length() != page.length()) {
      return "";
    }
    String title =
        CharMatcher.whitespace().trimAndCollapseFrom(page.substring(begin + 1, end), ' ');
    return " ('%s')".formatted(title.substring(0, Math.min(LONGEST_TITLE, title.length())));
  }
}
