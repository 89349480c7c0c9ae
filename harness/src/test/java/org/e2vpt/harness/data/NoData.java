package org.e2vpt.harness.data;

import java.nio.file.Path;

/** A folder without files, for the tasks and backbones that come with the harness. */
public final class NoData {

  public static final DataFolder FOLDER = new DataFolder(Path.of("no data"));
  public static final Tasks TASKS = new Tasks(FOLDER);

  private NoData() {}
}
