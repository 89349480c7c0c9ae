package org.e2vpt.tables.app;

import java.nio.file.Path;

/**
 * How a command on a page that anybody may read names a place of the user's: as it is found from
 * where the command was given, and by its name alone if it lies elsewhere. Whose folders it lies in
 * is nobody's business, and no help on another machine.
 */
public final class PublicPath {

  private PublicPath() {}

  /** The place as a word of a command, not quoted. */
  public static String of(Path place) {
    return relative(place).toString();
  }

  private static Path relative(Path place) {
    if (!place.isAbsolute()) {
      return place;
    }
    Path here = Path.of("").toAbsolutePath();
    Path normal = place.normalize();
    if (normal.startsWith(here) && !normal.equals(here)) {
      return here.relativize(normal);
    }
    Path name = normal.getFileName();
    return name == null ? place : name;
  }
}
