package org.e2vpt.tables.doctor;

import com.google.common.collect.ImmutableList;
import com.google.common.io.Resources;
import java.io.IOException;
import java.io.StringReader;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Properties;
import org.e2vpt.harness.tensor.CudaLibtorch;
import org.e2vpt.harness.tensor.NativeCache;
import org.jspecify.annotations.Nullable;

/**
 * What computes, as far as it can be told without loading it.
 *
 * @param djl its version
 * @param bundled the libtorches in this build's jars, such as {@code 2.7.1 cpu}
 * @param forGpus the libtorch for GPUs, if there is one
 * @param problem why there is none, and what to do; empty if there is one
 * @param libraries the unpacked libraries for the processor
 */
record Engine(
    String djl,
    ImmutableList<String> bundled,
    @Nullable CudaLibtorch forGpus,
    String problem,
    NativeCache.Status libraries) {

  static Engine here() throws IOException {
    ClassLoader jars = Engine.class.getClassLoader();
    ImmutableList.Builder<String> bundled = ImmutableList.builder();
    for (URL url : Collections.list(jars.getResources("native/lib/pytorch.properties"))) {
      Properties jar = properties(url);
      bundled.add(
          jar.getProperty("version", "?").replaceFirst("-.*", "")
              + " "
              + jar.getProperty("flavor", "?"));
    }
    URL engine = Resources.getResource("pytorch-engine.properties");
    String djl = properties(engine).getProperty("djl_version", "?");
    NativeCache.Status libraries = NativeCache.status();
    try {
      return new Engine(djl, bundled.build(), CudaLibtorch.find(), "", libraries);
    } catch (IllegalStateException e) {
      return new Engine(djl, bundled.build(), null, String.valueOf(e.getMessage()), libraries);
    }
  }

  private static Properties properties(URL url) throws IOException {
    Properties properties = new Properties();
    properties.load(new StringReader(Resources.toString(url, StandardCharsets.UTF_8)));
    return properties;
  }
}
