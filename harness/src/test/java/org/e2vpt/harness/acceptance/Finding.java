package org.e2vpt.harness.acceptance;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.Locale;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;

/**
 * A line of the report.
 *
 * @param check such as {@code gradients}
 * @param subject what was checked, such as {@code e2vpt on vit-b16.in21k}
 * @param measured a number or words
 * @param wanted what it has to be; empty if it is only told
 */
record Finding(String check, String subject, String measured, String wanted, Outcome outcome) {

  static final String HEADER = "check,subject,measured,wanted,outcome";

  enum Outcome {
    OK,
    FAILED,
    /** Nothing is wanted of it. */
    TOLD,
    /** It cannot be checked here; {@code measured} says why. */
    LEFT_OUT
  }

  static Finding told(String check, String subject, String measured) {
    return new Finding(check, subject, measured, "", Outcome.TOLD);
  }

  static Finding leftOut(String check, String subject, String why) {
    return new Finding(check, subject, why, "", Outcome.LEFT_OUT);
  }

  static Finding of(String check, String subject, String measured, String wanted) {
    return of(check, subject, measured, wanted, measured.equals(wanted));
  }

  static Finding of(String check, String subject, String measured, String wanted, boolean ok) {
    return new Finding(check, subject, measured, wanted, ok ? Outcome.OK : Outcome.FAILED);
  }

  /** As it stands in the CSV file. */
  String line() {
    return CSVFormat.DEFAULT.format(
        check, subject, measured, wanted, outcome.name().toLowerCase(Locale.ROOT));
  }

  static Finding parse(String line) {
    try {
      CSVRecord fields = CSVFormat.DEFAULT.parse(new StringReader(line)).iterator().next();
      return new Finding(
          fields.get(0),
          fields.get(1),
          fields.get(2),
          fields.get(3),
          Outcome.valueOf(fields.get(4).toUpperCase(Locale.ROOT)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
