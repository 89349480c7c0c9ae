package org.e2vpt.tables.accounting;

import org.e2vpt.tables.paper.Printed;
import org.e2vpt.tables.paper.ShareNote;

/**
 * A printed share of tuned numbers.
 *
 * @param backbone the id of an architecture
 * @param row as printed
 * @param task whose share it is; empty for the mean over all tasks
 * @param pruning the column "Pruning" beside it, in percent; empty if there is none
 * @param printed as printed, in percent
 * @param note what it is thought to be made of
 */
public record PrintedShare(
    String backbone, String row, String task, String pruning, Printed printed, ShareNote note) {}
