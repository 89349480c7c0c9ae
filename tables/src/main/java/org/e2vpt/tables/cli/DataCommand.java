package org.e2vpt.tables.cli;

import picocli.CommandLine.Command;

/** The files that experiments read. */
@Command(
    name = "data",
    mixinStandardHelpOptions = true,
    versionProvider = E2vpt.Version.class,
    description = "Show which data sets are there, and get the others.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DataStatusCommand.class,
      DataFetchCommand.class,
      DataVerifyCommand.class,
      DataPrepareCommand.class,
      DataShowCommand.class,
      DataCheckCommand.class,
      DataPixelsCommand.class
    },
    exitCodeList = {"0:all files that were asked for are there", "1:a file is missing or wrong"})
final class DataCommand {

  static final int SOME_FILE_MISSING = 1;
}
