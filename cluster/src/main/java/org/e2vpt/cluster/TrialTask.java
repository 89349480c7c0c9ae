package org.e2vpt.cluster;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.resource.ResourceInformation;

/** What an executor does with an order: its station carries it out. */
record TrialTask(Site site) implements Function<String, String> {

  /** The order to open the station only, which tells whether this host can run trials. */
  static final String OPEN = "";

  private static final Map<Site, UnaryOperator<String>> STATIONS = new ConcurrentHashMap<>();

  @Override
  public String call(String order) throws IOException {
    UnaryOperator<String> station = station();
    return order.equals(OPEN) ? OPEN : station.apply(order);
  }

  /** One for each executor, since an executor has one slot. It dies with the executor's process. */
  private UnaryOperator<String> station() throws IOException {
    UnaryOperator<String> station = STATIONS.get(site);
    if (station == null) {
      station = site.open(name(), gpu());
      STATIONS.put(site, station);
    }
    return station;
  }

  private static String name() {
    SparkEnv executor = SparkEnv.get();
    return executor.conf().getAppId() + "-" + executor.executorId();
  }

  private static String gpu() {
    ResourceInformation gpu = TaskContext.get().resourcesJMap().get("gpu");
    return gpu == null ? "" : gpu.addresses()[0];
  }
}
