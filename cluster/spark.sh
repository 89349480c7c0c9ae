#!/usr/bin/env bash
# Spark without its tarball, from the jars that 'mvn package -Pcluster' gathers.
#   spark.sh master [options of Spark's Master, such as --host HOST]
#   spark.sh worker [options of Spark's Worker, such as --host HOST] spark://MASTER:7077
#   spark.sh e2vpt COMMAND...     the command line e2vpt, which finds Spark
# JAVA_OPTS holds options of Java, such as -Dspark.master=spark://MASTER:7077.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
export SPARK_HOME=${SPARK_HOME:-$here/target/spark}
export SPARK_SCALA_VERSION=2.13 # a folder of jars has no RELEASE file that says so

# What Spark opens of the JDK; it sets the same itself for executors.
options=(-Dslf4j.provider=org.apache.logging.slf4j.SLF4JServiceProvider)
for package in java.lang java.lang.invoke java.lang.reflect java.io java.net java.nio java.util \
  java.util.concurrent java.util.concurrent.atomic sun.nio.ch sun.nio.cs sun.security.action \
  sun.util.calendar; do
  options+=("--add-opens=java.base/$package=ALL-UNNAMED")
done

classes="$SPARK_HOME/jars/*"
role=${1:-}
shift || true
case $role in
  master)
    # A master that is restarted remembers its workers and runs.
    options+=(-Xmx512m -Dspark.deploy.recoveryMode=FILESYSTEM
      "-Dspark.deploy.recoveryDirectory=$SPARK_HOME/recovery")
    class=org.apache.spark.deploy.master.Master
    ;;
  worker)
    options+=(-Xmx512m)
    if gpus=$("$here/gpus.sh" 2>/dev/null); then
      options+=("-Dspark.worker.resource.gpu.discoveryScript=$here/gpus.sh"
        "-Dspark.worker.resource.gpu.amount=$(echo "$gpus" | grep -o GPU- | wc -l)")
    fi
    class=org.apache.spark.deploy.worker.Worker
    ;;
  e2vpt)
    options[0]=-Dslf4j.provider=org.slf4j.simple.SimpleServiceProvider
    classes="$here/../tables/target/e2vpt.jar:$here/target/*:$SPARK_HOME/jars/*"
    class=org.e2vpt.tables.cli.E2vpt
    ;;
  *)
    sed -n '2,6s/^# \{0,1\}//p' "$0" >&2
    exit 2
    ;;
esac
java=java
if [ -n "${JAVA_HOME:-}" ]; then java=$JAVA_HOME/bin/java; fi
# shellcheck disable=SC2086 # JAVA_OPTS holds several words
exec "$java" "${options[@]}" ${JAVA_OPTS:-} -cp "$classes" "$class" "$@"
