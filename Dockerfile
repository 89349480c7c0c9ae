# The command line with all that it needs, for the processor or for NVIDIA GPUs: docs/docker.md.
#   docker build -t e2vpt .
#   docker build -t e2vpt:cuda --build-arg PROFILES=cuda .
FROM maven:3.9-eclipse-temurin-17 AS build
ARG PROFILES=
WORKDIR /src
# With .git: the program knows of which commit it is.
COPY . .
RUN mvn -B -ntp package -DskipTests -Dspotless.check.skip ${PROFILES:+-P"$PROFILES"}

FROM eclipse-temurin:17-jre
RUN useradd --create-home --uid 10001 e2vpt \
 && install -d -o e2vpt /work /home/e2vpt/.e2vpt
COPY --from=build /src/tables/target/e2vpt.jar /opt/e2vpt/
COPY --from=build /src/tables/target/lib /opt/e2vpt/lib
# What NVIDIA's container runtime gives to the container: nvidia-smi and the driver's libraries. CUDA
# itself comes with libtorch.
ENV NVIDIA_VISIBLE_DEVICES=all NVIDIA_DRIVER_CAPABILITIES=compute,utility
USER e2vpt
WORKDIR /work
ENTRYPOINT ["java", "-jar", "/opt/e2vpt/e2vpt.jar"]
CMD ["--help"]
