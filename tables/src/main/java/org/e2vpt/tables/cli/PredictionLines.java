package org.e2vpt.tables.cli;

import com.google.common.collect.ImmutableList;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
import org.e2vpt.harness.tuned.TunedModel.Prediction;
import org.e2vpt.tables.paper.CsvFile;

/**
 * The form in which predictions are written.
 *
 * @param header before all lines, or empty
 * @param form of a file and its classes, most probable first
 */
record PredictionLines(String header, BiFunction<Path, ImmutableList<Prediction>, String> form) {

  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

  /** A line of the file with its end. */
  String line(Path file, ImmutableList<Prediction> classes) {
    return form.apply(file, classes) + "\n";
  }

  /** {@code file,class,probability,class_2,probability_2} for two classes. */
  static PredictionLines csv(int classes) {
    List<String> columns = new ArrayList<>(List.of("file", "class", "probability"));
    for (int i = 2; i <= classes; i++) {
      columns.add(String.format(Locale.ROOT, "class_%d", i));
      columns.add(String.format(Locale.ROOT, "probability_%d", i));
    }
    return new PredictionLines(
        CsvFile.line(columns.toArray(String[]::new)) + "\n",
        (file, predictions) -> {
          List<String> fields = new ArrayList<>(List.of(file.toString()));
          for (Prediction prediction : predictions) {
            fields.add(prediction.name());
            fields.add(probability(prediction));
          }
          return CsvFile.line(fields.toArray(String[]::new));
        });
  }

  /** An object a line: {@code file}, {@code class}, {@code probability}, and {@code top}. */
  static PredictionLines json() {
    return new PredictionLines(
        "",
        (file, predictions) -> {
          Map<String, Object> line = new LinkedHashMap<>();
          line.put("file", file.toString());
          line.putAll(object(predictions.get(0)));
          line.put("top", predictions.stream().map(PredictionLines::object).toList());
          return GSON.toJson(line);
        });
  }

  private static Map<String, Object> object(Prediction prediction) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("class", prediction.name());
    object.put("probability", new BigDecimal(probability(prediction)));
    return object;
  }

  private static String probability(Prediction prediction) {
    return String.format(Locale.ROOT, "%.6f", prediction.probability());
  }
}
