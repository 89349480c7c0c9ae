package org.e2vpt.tables.app;

import static java.util.stream.Collectors.joining;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import org.e2vpt.tables.paper.Paper;
import org.e2vpt.tables.paper.Papers;
import org.e2vpt.tables.paper.TableId;

/**
 * Tables of a paper that are run together, in one folder, and reported on one page.
 *
 * @param paper whose tables they are
 * @param tables their ids in the paper
 */
public record RunPage(Paper paper, ImmutableList<String> tables) {

  /** The page of a table alone. */
  static RunPage of(Paper paper, String table) {
    return new RunPage(paper, ImmutableList.of(table));
  }

  /** This page with the tables of another one of its id. */
  RunPage with(RunPage other) {
    return new RunPage(
        paper, ImmutableSet.<String>builder().addAll(tables).addAll(other.tables).build().asList());
  }

  /** {@code mini} of a paper on one page, else {@code vpt/table1}. */
  public String id() {
    return paper.info().onePage() ? paper.id() : id(tables.get(0)).toString();
  }

  /** Its folder among the reports. */
  String folder() {
    return id();
  }

  /** What a user calls it: {@code table1}, {@code mini}, or some tables of a paper on one page. */
  public String name(Papers papers) {
    return paper.info().onePage() && tables.size() == paper.tables().size()
        ? paper.id()
        : tables.stream().map(table -> papers.shortName(id(table))).collect(joining(","));
  }

  private TableId id(String table) {
    return new TableId(paper.id(), table);
  }

  /** As a reader calls it: {@code E²VPT, Table 1}. */
  @Override
  public String toString() {
    return paper.info().onePage()
        ? paper.info().name()
        : "%s, %s".formatted(paper.info().name(), paper.table(tables.get(0)).title());
  }
}
