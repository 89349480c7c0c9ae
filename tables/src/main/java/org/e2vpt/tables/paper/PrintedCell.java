package org.e2vpt.tables.paper;

import com.google.common.collect.ImmutableList;
import java.util.Optional;

/**
 * A cell of the paper: the accuracy that it prints there, with what its row prints beside it.
 *
 * @param table id of the table, such as {@code table1}
 * @param row id of the row, such as {@code vpt-deep}
 * @param title the row as printed
 * @param cited what the row cites, as printed; may be empty
 * @param backbone id of the architecture
 * @param ticks what is ticked: in Table 1 scopes and additional parameters, in Table 4 techniques
 * @param column title of a group, or where the table prints single tasks, a task's id
 * @param tasks ids of the data sets whose mean it is
 * @param accuracy top-1, in percent; empty in Figure 3
 * @param winsOverFull on how many of the tasks the row is printed to beat Full: [·]
 * @param winsOverVpt on how many of the tasks it is printed to beat VPT: {·}
 * @param tunedShare the column "Tuned/Total", in percent
 * @param pruning the column "Pruning", in percent
 * @param place where it stands in the paper
 * @param note what else there is to know; may be empty
 */
public record PrintedCell(
    String table,
    String row,
    String title,
    String cited,
    String backbone,
    ImmutableList<String> ticks,
    String column,
    ImmutableList<String> tasks,
    Optional<Printed> accuracy,
    Optional<Printed> winsOverFull,
    Optional<Printed> winsOverVpt,
    Optional<Printed> tunedShare,
    Optional<Printed> pruning,
    String place,
    String note) {}
