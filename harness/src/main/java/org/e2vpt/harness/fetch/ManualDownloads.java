package org.e2vpt.harness.fetch;

import com.google.common.collect.ImmutableList;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.e2vpt.harness.data.DataFolder;
import org.e2vpt.harness.data.DatasetsLock.LockedFile;

/** Tells a person how to get what this program may not. */
public final class ManualDownloads {

  private ManualDownloads() {}

  private record Errand(String url, String login, Path folder) {}

  /** A sentence for each page that has to be opened: what it wants, which files, and where to. */
  public static ImmutableList<String> errands(DataFolder folder, Collection<LockedFile> files) {
    Map<Errand, List<LockedFile>> errands =
        files.stream()
            .collect(
                Collectors.groupingBy(
                    file ->
                        new Errand(file.url(), file.login(), folder.path(file).resolveSibling("")),
                    LinkedHashMap::new,
                    Collectors.toList()));
    return errands.entrySet().stream()
        .map(
            errand ->
                "open %s (needs: %s), and put %s into %s"
                    .formatted(
                        errand.getKey().url(),
                        errand.getKey().login(),
                        errand.getValue().stream()
                            .map(LockedFile::name)
                            .collect(Collectors.joining(", ")),
                        errand.getKey().folder()))
        .collect(ImmutableList.toImmutableList());
  }
}
