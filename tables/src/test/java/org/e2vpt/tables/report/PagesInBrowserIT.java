package org.e2vpt.tables.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.collect.ImmutableList;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.e2vpt.tables.paper.Papers;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Looks at every page in headless Chromium, narrow and wide, light and dark: no finding of axe-core
 * and nothing wider than the screen, with all folds open; with none open at most 8 screens of 800
 * pixels, or 16 narrow ones of 640; no text of less than 9 pixels; in drawings, no label over
 * another, over the edge or on a line; nothing on the console. On paper, the mini table has at most
 * 6 pages. Screenshots are in {@code target/screenshots}.
 */
@Tag("pages")
class PagesInBrowserIT {

  private static final Path SCREENSHOTS = Path.of("target/screenshots");

  private static final Path RECORDED = Path.of("../reports/recorded/mini");

  /** A run of a user's own images, which has nothing to compare with. */
  private static final Path OWN = Path.of("../reports/recorded/drawn-shapes");

  private static final int HEIGHT = 2600;

  private static final String FRAME =
      String.format(
          Locale.ROOT,
          """
          <!DOCTYPE html>
          <meta name="color-scheme" content="light dark">
          <body style="margin: 0">
          <iframe src="probed.html" style="border: 0; width: %%dpx; height: %dpx"></iframe>
          <script>
            addEventListener('message', message => {
              const pre = document.createElement('pre');
              pre.hidden = true;
              pre.textContent = message.data;
              document.body.append(pre);
            });
          </script>
          """,
          HEIGHT);

  /** Words that are cut, tables that are wider than their page, and tables that are none. */
  private static final String CUT =
      """
      const cut = () => {
        const found = [];
        for (const cell of document.querySelectorAll('th, td, figcaption, summary, h1, h2, h3')) {
          if (cell.closest('.claims')) continue;
          const texts = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
          while (texts.nextNode()) {
            for (const word of texts.currentNode.data.matchAll(/[\\p{L}\\p{N}²-]{2,16}(?![\\p{L}\\p{N}])/gu)) {
              if (/[0-9a-f]{12}/.test(word.input.slice(Math.max(0, word.index - 64), word.index + 64))) continue;
              const range = document.createRange();
              for (const part of word[0].matchAll(/[^-]+/g)) {
                range.setStart(texts.currentNode, word.index + part.index);
                range.setEnd(texts.currentNode, word.index + part.index + part[0].length);
                const tops = new Set([...range.getClientRects()].map(box => Math.round(box.top)));
                if (tops.size > 1) found.push('cut: ' + part[0] + ' in ' + cell.textContent.trim().slice(0, 40));
              }
            }
          }
        }
        return found;
      };
      """;

  private static final String ON_PAPER =
      CUT
          + """
          addEventListener('load', () => {
            const found = cut();
            const wide = document.documentElement.scrollWidth;
            if (wide > innerWidth) found.push('the page is ' + wide + ' px wide');
            for (const head of document.querySelectorAll('thead'))
              if (getComputedStyle(head).display !== 'table-header-group') found.push('no table any more');
            parent.postMessage(['done'].concat(found.slice(0, 12)).join('\\n'), '*');
          });
          """;

  @TempDir static Path folder;

  private static String chromium = "";

  @BeforeAll
  static void findBrowser() throws IOException {
    Optional<String> found =
        Stream.of(System.getenv("PATH").split(File.pathSeparator))
            .flatMap(
                path ->
                    Stream.of("chromium", "chromium-browser", "google-chrome")
                        .map(name -> Path.of(path, name)))
            .filter(Files::isExecutable)
            .map(Path::toString)
            .findFirst();
    assumeTrue(found.isPresent(), "no Chromium on the PATH: the pages are not looked at");
    chromium = found.orElseThrow();
    Files.createDirectories(SCREENSHOTS);
    writePages();
  }

  private static void writePages() throws IOException {
    Path table1 =
        InventedTable.of("table1", 3)
            .curves()
            .sd(0.15)
            .shift("vpt-deep", -2.1)
            .shift("adapter", 1.9)
            .shift("sidetune", Double.NaN)
            .fact("budget", "released")
            .fact(
                "note",
                "An invented example: no number on this page was measured. Final runs were made by commit %s, the program is now at %s-dirty"
                    .formatted("0123456789".repeat(4), "abcdef0123".repeat(4)))
            .write(folder.resolve("table1"));
    Report.render(Papers.shipped(), table1);
    Report.render(
        Papers.shipped(),
        RECORDED,
        Files.createDirectory(folder.resolve("recorded"))); // with all figures
    Report.render(
        Papers.shipped().with(OWN.resolve("paper")),
        OWN,
        Files.createDirectory(folder.resolve("own")));
    Path mini = folder.resolve("mini");
    Report.render(Papers.shipped(), InventedTable.mini().curves().shift("e2vpt", -6).write(mini));
    Comparisons.write(
        Papers.shipped(),
        InventedTable.mini()
            .fact("data digits", "aa".repeat(32))
            .write(folder.resolve("before"))
            .toString(),
        mini.toString(),
        folder.resolve("comparison"));
    Path same = InventedTable.mini().seeds(7, 8, 9).write(folder.resolve("other/mini"));
    Comparisons.write(Papers.shipped(), mini.toString(), same.toString(), folder.resolve("same"));
    Comparisons.write(Papers.shipped(), mini.toString(), mini.toString(), folder.resolve("itself"));
    Comparisons.write(Papers.shipped(), "paper", table1.toString(), folder.resolve("printed"));
    Report.renderFamily(
        Papers.shipped(),
        List.of("e2vpt", "vpt", "vfpt"),
        RECORDED,
        Files.createDirectory(folder.resolve("family")));
    for (int day = 1; day <= 8; day++) {
      History.add(
          Papers.shipped(),
          folder.resolve("history.csv"),
          InventedTable.mini()
              .seeds(day, day + 10, day + 20)
              .fact("protocol", day < 4 ? "paper" : "released")
              .shift("e2vpt", day < 7 ? 0 : -5)
              .fact("last final run", String.format(Locale.ROOT, "2026-11-0%dT00:00:00Z", day))
              .write(folder.resolve("night" + day)));
    }
  }

  private static final ImmutableList<String> PAGES =
      ImmutableList.of(
          "table1/index.html",
          "mini/index.html",
          "recorded/index.html",
          "own/index.html",
          "family/family.html",
          "comparison/index.html",
          "same/index.html",
          "itself/index.html",
          "printed/index.html",
          "history.html");

  static Stream<Arguments> views() {
    return PAGES.stream()
        .flatMap(
            page ->
                Stream.of(360, 1280)
                    .flatMap(
                        width ->
                            Stream.of("light", "dark")
                                .map(scheme -> Arguments.of(page, width, scheme))));
  }

  @ParameterizedTest(name = "{0}, {1} px, {2}")
  @MethodSource("views")
  void isAccessibleAndFits(String page, int width, String scheme) throws Exception {
    Path html = folder.resolve(page);
    Files.writeString(
        html.resolveSibling("probed.html"), probe(Files.readString(html), width, scheme));
    // A window cannot be narrower than 500 pixels; a frame can.
    Path frame = Files.writeString(html.resolveSibling("frame.html"), FRAME.formatted(width));
    Path screenshot = screenshot(page, width + "-" + scheme);

    String seen = look(frame, Math.max(500, width), scheme, screenshot);

    crop(screenshot, width);
    assertThat(seen).contains("<pre");
    assertThat(seen.replaceAll("(?s).*<pre[^>]*>(.*)</pre>.*", "$1")).isEqualTo("done");
  }

  /** A link to a filter, as the page itself makes it, and what it leaves of Table 1. */
  @Test
  void filtersAndSortsByALink() throws Exception {
    String look =
        """
        const rows = () => [...document.querySelectorAll('#table tbody tr')]
          .filter(row => getComputedStyle(row).display !== 'none')
          .map(row => row.querySelector('th').textContent.trim());
        const cells = () => [...document.querySelectorAll('#cells article')]
          .filter(cell => getComputedStyle(cell).display !== 'none').length;
        const form = document.querySelector('form.filter');
        const seen = [rows().length + ' rows, ' + cells() + ' cells'];
        form.elements.row.value = 'VPT';
        form.elements.sort.value = 'lowest';
        form.dispatchEvent(new Event('input', {bubbles: true}));
        seen.push(location.hash, rows().join(', '), form.querySelector('output').textContent);
        location.hash = '#filter:verdict=not+reproduced&sort=highest';
        addEventListener('hashchange', () => setTimeout(() => {
          const below = document.querySelector('#cells h2 + p');
          seen.push(rows().join(', '), cells() + ' cells', form.elements.row.value);
          seen.push(form.querySelector('output').textContent + '; '
              + document.querySelectorAll('td[data-dim]').length + ' dimmed', below.textContent);
          form.reset();
          setTimeout(() => {
            seen.push(rows().length + ' rows, ' + cells() + ' cells', location.hash, below.textContent);
            form.elements.row.value = 'zzz';
            form.dispatchEvent(new Event('input', {bubbles: true}));
            seen.push(form.querySelector('output').textContent);
            location.hash = '#table1.linear.FGVC';
            addEventListener('hashchange', () => setTimeout(() => {
              const target = document.getElementById('table1.linear.FGVC');
              seen.push((form.elements.row.value === '' ? 'cleared' : 'not cleared') + ', '
                  + (target.closest('details').open ? 'open' : 'closed'));
              seen.push(rows().length + ' rows, ' + cells() + ' cells');
              const pre = document.createElement('pre');
              pre.textContent = seen.join('\\n');
              document.body.append(pre);
            }), {once: true});
          }, 10);
        }), {once: true});
        """;
    Path html = folder.resolve("table1/filtered.html");
    Files.writeString(
        html,
        Files.readString(folder.resolve("table1/index.html"))
            .replace(
                "</body>",
                "<script>addEventListener('DOMContentLoaded', () => {"
                    + look
                    + "})</script></body>"));

    String seen = look(html, 1280, "light", SCREENSHOTS.resolve("filtered.png").toAbsolutePath());

    assertThat(seen.replaceAll("(?s).*<pre[^>]*>(.*)</pre>.*", "$1").lines())
        .containsExactly(
            "9 rows, 36 cells",
            "#filter:row=VPT&amp;sort=lowest",
            "VPT, E²VPT (Ours)",
            "8 of 36 cells in 2 of 9 rows",
            "VPT",
            "3 cells",
            "",
            "3 of 36 cells in 1 of 9 rows; 33 dimmed",
            "Filtered: 3 of 36 cells.",
            "9 rows, 36 cells",
            "#table",
            "",
            "No row fits: 0 of 36 cells in 0 of 9 rows",
            "cleared, open",
            "9 rows, 36 cells");
  }

  static Stream<Arguments> papers() {
    return Stream.of("Letter", "A4")
        .flatMap(
            size ->
                Stream.of("0.4in", "1cm")
                    .map(margin -> "size: %s; margin: %s".formatted(size, margin)))
        .flatMap(
            paper ->
                Stream.of("mini/index.html", "recorded/index.html")
                    .map(page -> Arguments.of(page, paper)));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("papers")
  void printsOnAtMostSixPages(String page, String paper) throws Exception {
    Path html = folder.resolve(page);
    Path printed = html.resolveSibling("printed.html");
    Files.writeString(
        printed,
        Files.readString(html)
            .replace("</head>", "<style>@page { %s }</style></head>".formatted(paper)));
    Path pdf =
        SCREENSHOTS
            .resolve(page.replace("/index.html", "-") + Svg.id(paper) + ".pdf")
            .toAbsolutePath();

    browse("--no-pdf-header-footer", "--print-to-pdf=" + pdf, printed.toUri().toString());

    String text = Files.readString(pdf, StandardCharsets.ISO_8859_1);
    assertThat(text).contains(paper.contains("A4") ? "/MediaBox [0 0 594" : "/MediaBox [0 0 612");
    assertThat(Pattern.compile("/Type /Page\\b").matcher(text).results().count()).isBetween(1L, 6L);
  }

  static Stream<String> pages() {
    return PAGES.stream();
  }

  /**
   * As wide as A4 within margins of 2 cm, a page keeps the layout of its tables, and fits; the
   * rules for paper stand in the place of those for a screen.
   */
  @ParameterizedTest
  @MethodSource("pages")
  void keepsItsTablesOnPaper(String page) throws Exception {
    Path html = folder.resolve(page);
    String paper =
        Files.readString(html)
            .replace("@media screen", "@media not all")
            .replace("@media print", "@media all");
    Files.writeString(
        html.resolveSibling("probed.html"),
        paper.replace("</body>", "<script>" + ON_PAPER + "</script></body>"));
    Path frame = Files.writeString(html.resolveSibling("frame.html"), FRAME.formatted(642));

    String seen = look(frame, 642, "light", screenshot(page, "paper"));

    assertThat(seen.replaceAll("(?s).*<pre[^>]*>(.*)</pre>.*", "$1")).isEqualTo("done");
  }

  private static Path screenshot(String page, String what) {
    String name = page.replaceAll("/index|\\.html", "").replace('/', '-');
    return SCREENSHOTS.resolve("%s-%s.png".formatted(name, what)).toAbsolutePath();
  }

  private static void crop(Path screenshot, int width) throws IOException {
    BufferedImage image = ImageIO.read(screenshot.toFile());
    ImageIO.write(image.getSubimage(0, 0, width, image.getHeight()), "png", screenshot.toFile());
  }

  /** The page with axe-core and a script that writes into it what is wrong. */
  private static String probe(String html, int width, String scheme) throws IOException {
    String axe;
    try (InputStream stream = PagesInBrowserIT.class.getResourceAsStream("axe/axe.min.js")) {
      axe = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
    String look =
        String.format(
            Locale.ROOT,
            """
            const found = [];
            if (innerWidth !== %d) found.push('the window is ' + innerWidth + ' px wide');
            if (matchMedia('(prefers-color-scheme: dark)').matches !== %s) found.push('wrong scheme');
            const high = document.documentElement.scrollHeight;
            if (high > %d) found.push('the page is ' + high + ' px high');
            document.querySelectorAll('details').forEach(fold => fold.open = true);
            found.push(...cut());
            const wide = document.documentElement.scrollWidth;
            if (wide > innerWidth) found.push('the page is ' + wide + ' px wide');
            for (const e of document.querySelectorAll('body *')) {
              const box = e.getBoundingClientRect();
              if (box.right > innerWidth + 0.5 && !e.closest('svg, .scroller table'))
                found.push(e.tagName + '.' + e.className + ' reaches to ' + Math.round(box.right) + ' px: '
                    + e.textContent.slice(0, 60));
            }
            for (const e of document.querySelectorAll('body :not(script, title)')) {
              const scale = e.ownerSVGElement ? e.ownerSVGElement.getScreenCTM().a : 1;
              const words = [...e.childNodes].some(n => n.nodeType === Node.TEXT_NODE && n.data.trim());
              for (const part of [null, '::before', '::after']) {
                const style = getComputedStyle(e, part);
                const size = scale * parseFloat(style.fontSize);
                if (size < 9 && (part ? !/^(none|normal|"")$/.test(style.content) : words))
                  found.push(size.toFixed(1) + ' px: ' + e.textContent.slice(0, 40));
              }
            }
            const inner = e => {
              const box = e.getBoundingClientRect();
              return {left: box.left + 1.5, right: box.right - 1.5, top: box.top + 2, bottom: box.bottom - 2};
            };
            const meet = (a, b) =>
                a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
            for (const svg of document.querySelectorAll('svg')) {
              const edge = svg.getBoundingClientRect();
              const texts = [...svg.querySelectorAll('text')].map(e => ({words: e.textContent, ...inner(e),
                  placed: e.parentNode.matches('.mark-label')}));
              texts.forEach((text, i) => {
                if (text.left < edge.left || text.right > edge.right || text.top < edge.top - 2
                    || text.bottom > edge.bottom + 2)
                  found.push('clipped: ' + text.words);
                texts.slice(0, i).filter(other => meet(text, other)).forEach(
                    other => found.push(text.words + ' lies on ' + other.words));
              });
              for (const line of svg.querySelectorAll('.join, .spread, .leader, .seed, .ring'))
                for (let t = 0; t <= line.getTotalLength(); t++) {
                  const p = line.getPointAtLength(t).matrixTransform(line.getScreenCTM());
                  const point = {left: p.x, right: p.x, top: p.y, bottom: p.y};
                  const hit = texts.find(text => text.placed && meet(text, point));
                  if (hit) { found.push(hit.words + ' lies on a ' + line.className.baseVal); break; }
                }
            }
            axe.run(document, {resultTypes: ['violations']}).then(result => {
              for (const v of result.violations)
                found.push(v.id + ': ' + v.help + ': ' + v.nodes.slice(0, 3).map(
                    n => n.target + ' ' + n.failureSummary).join(' | '));
            }).catch(e => found.push(String(e))).finally(() => {
              document.querySelectorAll('details').forEach(fold => fold.open = false);
              parent.postMessage(['done'].concat(found.slice(0, 12)).join('\\n'), '*');
            });
            """,
            width,
            scheme.equals("dark"),
            width < 500 ? 16 * 640 : 8 * 800);
    return html.replace(
        "</body>", "<script>" + axe + "</script><script>" + CUT + look + "</script></body>");
  }

  /** Takes a picture of a page, and gives what its scripts made of it. */
  private static String look(Path html, int width, String scheme, Path screenshot)
      throws Exception {
    return browse(
        "--hide-scrollbars",
        "--blink-settings=preferredColorScheme=" + (scheme.equals("dark") ? 0 : 1),
        String.format(Locale.ROOT, "--window-size=%d,%d", width, HEIGHT),
        "--screenshot=" + screenshot,
        "--virtual-time-budget=60000",
        "--dump-dom",
        html.toUri().toString());
  }

  /** What the browser prints on its standard output; what is on the console is a failure. */
  private static String browse(String... options) throws Exception {
    List<String> command =
        ImmutableList.<String>builder()
            .add(chromium, "--headless", "--no-sandbox", "--disable-gpu")
            .add("--enable-logging=stderr", "--user-data-dir=" + folder.resolve("profile"))
            .add(options)
            .build();
    Path out = folder.resolve("out.txt");
    Path err = folder.resolve("err.txt");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    try {
      assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("the browser ends").isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(Files.readString(err)).doesNotContain(":CONSOLE");
    return Files.readString(out);
  }
}
