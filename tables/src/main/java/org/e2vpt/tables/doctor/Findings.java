package org.e2vpt.tables.doctor;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Path;
import org.e2vpt.harness.data.DataFolder;
import org.e2vpt.harness.fetch.DiskSpace;
import org.e2vpt.harness.schedule.Gpus;
import org.e2vpt.harness.tensor.CudaLibtorch;
import org.e2vpt.tables.paper.Papers;

/**
 * What was found on a machine.
 *
 * @param java version and system
 * @param gpus that this process may use
 * @param engineDisk bytes free where libtorch for GPUs is unpacked
 * @param data folder of data and weights
 * @param dataDisk bytes free there
 * @param tables the paper's tables, in its order
 */
public record Findings(
    String java,
    Processor processor,
    Gpus gpus,
    Engine engine,
    long engineDisk,
    Path data,
    long dataDisk,
    ImmutableList<TableFiles> tables) {

  /** Looks at this machine. Loads, unpacks and fetches nothing. */
  public static Findings here(DataFolder folder) throws IOException {
    Engine engine = Engine.here();
    CudaLibtorch forGpus = engine.forGpus();
    return new Findings(
        "%s on %s %s"
            .formatted(
                Runtime.version(), System.getProperty("os.name"), System.getProperty("os.arch")),
        Processor.here(),
        Gpus.visible(),
        engine,
        forGpus == null ? 0 : DiskSpace.free(forGpus.cache()),
        folder.root(),
        DiskSpace.free(folder.root()),
        TableFiles.all(Papers.shipped(), folder));
  }
}
