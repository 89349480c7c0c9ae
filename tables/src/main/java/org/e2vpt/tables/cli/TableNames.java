package org.e2vpt.tables.cli;

import java.util.Iterator;
import org.e2vpt.tables.paper.Papers;

/** The tables of the papers that are shipped, for the help of commands. */
final class TableNames implements Iterable<String> {

  @Override
  public Iterator<String> iterator() {
    return Papers.shipped().listed().iterator();
  }
}
