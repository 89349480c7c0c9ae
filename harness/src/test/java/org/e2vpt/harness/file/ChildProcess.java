package org.e2vpt.harness.file;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Java processes for tests. */
public final class ChildProcess {

  /** Short processes: no time for the better compiler, and no memory for many threads. */
  private static final List<String> SHORT =
      List.of("-XX:TieredStopAtLevel=1", "-Xshare:auto", "-Xmx256m");

  private ChildProcess() {}

  /**
   * A short process that runs {@code main} with this process's class path; its errors are shown.
   */
  public static ProcessBuilder java(Class<?> main, Object... arguments) {
    return java(SHORT, main, arguments).redirectError(ProcessBuilder.Redirect.INHERIT);
  }

  /** The same with other options of the JVM, and with its errors where they usually go. */
  public static ProcessBuilder java(List<String> options, Class<?> main, Object... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    ProcessBuilder process = new ProcessBuilder(command);
    process.environment().remove("JAVA_TOOL_OPTIONS"); // with it, each JVM prints a line
    return process;
  }
}
