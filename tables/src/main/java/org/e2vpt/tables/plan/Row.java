package org.e2vpt.tables.plan;

import com.google.common.collect.ImmutableSortedMap;
import org.e2vpt.tables.paper.Protocol;

/**
 * One row of a table: a way to tune a backbone, and what is searched to do so well.
 *
 * @param table id of the table that it stands in
 * @param id the name in files and on the command line
 * @param title as the table prints it
 * @param method id of the tuning method
 * @param backbone id of the pre-trained model
 * @param protocol the choices where the paper and its released code differ
 * @param options the method's own settings; those of pruning come from {@code pruning}, those of
 *     the protocol from {@code protocol}
 * @param search learning rates, weight decays and the fixed rest of the recipe
 * @param pruning what the rewind search tries, or {@link PruneSpace#NONE}
 */
public record Row(
    String table,
    String id,
    String title,
    String method,
    String backbone,
    Protocol protocol,
    ImmutableSortedMap<String, String> options,
    SearchSpace search,
    PruneSpace pruning) {}
