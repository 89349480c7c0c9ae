package org.e2vpt.tables.paper;

import com.google.gson.FieldNamingPolicy;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.google.gson.JsonSerializer;
import java.math.BigDecimal;

/**
 * Writes records as JSON: a component {@code verdictWord} is a member {@code verdict_word}, in the
 * order of the record; NaN, a value that is not defined, is {@code null}; no number has an
 * exponent. docs/json.md lists the members of what is written.
 */
public final class Json {

  /** Rises when a member of any text is renamed, removed or gets another meaning. */
  private static final int SCHEMA = 1;

  private static final JsonSerializer<Double> DECIMAL = (value, type, context) -> decimal(value);

  private static final Gson GSON =
      new GsonBuilder()
          .setFieldNamingPolicy(FieldNamingPolicy.LOWER_CASE_WITH_UNDERSCORES)
          .registerTypeAdapter(double.class, DECIMAL)
          .registerTypeAdapter(Double.class, DECIMAL)
          .serializeNulls()
          .setPrettyPrinting()
          .disableHtmlEscaping()
          .create();

  private Json() {}

  /** The text of a record, which begins with the schema and ends a line. */
  public static String of(Record value) {
    JsonObject text = new JsonObject();
    text.addProperty("schema", SCHEMA);
    GSON.toJsonTree(value)
        .getAsJsonObject()
        .entrySet()
        .forEach(e -> text.add(e.getKey(), e.getValue()));
    return GSON.toJson(text) + "\n";
  }

  private static JsonElement decimal(double value) {
    if (Double.isNaN(value)) {
      return JsonNull.INSTANCE;
    }
    BigDecimal decimal = BigDecimal.valueOf(value).stripTrailingZeros();
    return new JsonPrimitive(decimal.setScale(Math.max(0, decimal.scale())));
  }
}
