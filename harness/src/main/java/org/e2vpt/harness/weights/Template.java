package org.e2vpt.harness.weights;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text with places for indices: {@code layers.{stage}.blocks.{block}.norm1}, or {@code {stage+1}}
 * for one more.
 */
final class Template {

  private static final Pattern PLACE = Pattern.compile("\\{([a-z]+)(\\+1)?}");
  private static final String NUMBER = "(0|[1-9][0-9]{0,3})";

  private record Place(String index, int more) {}

  private final String text;
  private final List<Place> places = new ArrayList<>();
  private final Pattern filled;

  Template(String text) {
    this.text = text;
    StringBuilder regex = new StringBuilder();
    Matcher place = PLACE.matcher(text);
    int from = 0;
    while (place.find()) {
      regex.append(Pattern.quote(text.substring(from, place.start()))).append(NUMBER);
      places.add(new Place(place.group(1), place.group(2) == null ? 0 : 1));
      from = place.end();
    }
    this.filled = Pattern.compile(regex + Pattern.quote(text.substring(from)));
  }

  /** The text up to its last place, or nothing if it has none. */
  String stem() {
    return text.substring(0, text.lastIndexOf('}') + 1);
  }

  /** The indices' names, in their order. */
  List<String> indices() {
    return places.stream().map(Place::index).toList();
  }

  /** The indices with which this template gives {@code key}. */
  Optional<ImmutableSortedMap<String, Integer>> match(String key) {
    Matcher matcher = filled.matcher(key);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    ImmutableSortedMap.Builder<String, Integer> indices = ImmutableSortedMap.naturalOrder();
    for (int i = 0; i < places.size(); i++) {
      int index = Integer.parseInt(matcher.group(i + 1)) - places.get(i).more;
      if (index < 0) {
        return Optional.empty();
      }
      indices.put(places.get(i).index, index);
    }
    return Optional.of(indices.buildOrThrow());
  }

  /** The text with these indices. */
  String fill(ImmutableMap<String, Integer> indices) {
    return PLACE
        .matcher(text)
        .replaceAll(
            place -> {
              Integer index = indices.get(place.group(1));
              if (index == null) {
                throw new IllegalStateException("no index " + place.group() + " for " + text);
              }
              return Integer.toString(index + (place.group(2) == null ? 0 : 1));
            });
  }

  @Override
  public String toString() {
    return text;
  }
}
