package org.e2vpt.harness.fetch;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContentSnifferTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a.zip             | PK..
          train.zip.001     | PK..
          train.zip.002     | any
          A.ZIP             | PK..
          a.npz             | PK..
          a.tgz             | '\u001f\u008b.'
          a.h5.gz           | '\u001f\u008b.'
          a.mat.gz          | '\u001f\u008b.'
          a.mat             | MATLAB 5.0 MAT-file
          a.rar             | Rar!
          a.hdf5            | '\u0089HDF\r\n\u001a\n'
          a.csv             | image,level
          a.tar             | n02085620/
          a.txt             | a < b
          labels.txt        | <html5lib
          """)
  void acceptsWhatTheNamePromises(String name, String opening) {
    assertThat(ContentSniffer.objection(name, opening.getBytes(ISO_8859_1))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a.csv | <!doctype HTML><title>  Sign   in </title> | it sent a web page ('Sign in') instead of the file
          a.tar | <HTML lang="en"><p>No</p>                  | it sent a web page instead of the file
          a.zip | '  <!-- hi --> <script>'                   | it sent a web page instead of the file
          a.rar | Rar?                                       | it sent something that does not begin like a .rar file: expected the bytes 52617221, got 5261723f
          a.gz  | <                                          | it sent something that does not begin like a .gz file: expected the bytes 1f8b, got 3c
          a.zip | ''                                         | it sent something that does not begin like a .zip file: expected the bytes 504b, got none
          """)
  void refusesAnythingElseWithWhatItIs(String name, String opening, String objection) {
    assertThat(ContentSniffer.objection(name, opening.getBytes(ISO_8859_1))).hasValue(objection);
  }

  @Test
  void acceptsATarFileThatIsNotPacked() {
    byte[] tar = Arrays.copyOf("images/a.jpg".getBytes(ISO_8859_1), 512);
    System.arraycopy("ustar".getBytes(ISO_8859_1), 0, tar, 257, 5);

    assertThat(ContentSniffer.objection("images.tar.gz", tar)).isEmpty();
    assertThat(ContentSniffer.objection("x.h5.gz", tar)).isPresent();
  }
}
