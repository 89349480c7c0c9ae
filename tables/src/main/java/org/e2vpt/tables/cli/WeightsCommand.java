package org.e2vpt.tables.cli;

import picocli.CommandLine.Command;

/** Commands about files of weights. */
@Command(
    name = "weights",
    mixinStandardHelpOptions = true,
    versionProvider = E2vpt.Version.class,
    description = "Inspect weight files.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = WeightsInspectCommand.class)
final class WeightsCommand {}
