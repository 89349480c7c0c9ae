package org.e2vpt.tables.cli;

import picocli.CommandLine.Command;

/** Commands about files of weights. */
@Command(
    name = "weights",
    mixinStandardHelpOptions = true,
    versionProvider = E2vpt.Version.class,
    description = "Inspect files of weights.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = WeightsInspectCommand.class)
final class WeightsCommand {}
