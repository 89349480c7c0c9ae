package org.e2vpt.harness.worker;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Java processes for tests. */
public final class Processes {

  private Processes() {}

  /** A process that runs {@code main} with this process's class path. */
  public static ProcessBuilder java(Class<?> main, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command);
  }
}
