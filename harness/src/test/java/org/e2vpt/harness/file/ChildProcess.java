package org.e2vpt.harness.file;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Java processes for tests. */
public final class ChildProcess {

  private ChildProcess() {}

  /** A process that runs {@code main} with this process's class path; its errors are shown. */
  public static ProcessBuilder java(Class<?> main, Object... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // Short processes: no time for the better compiler, and no memory for many threads.
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Xshare:auto", "-Xmx256m"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
  }
}
