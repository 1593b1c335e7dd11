# docker build -t registry.example.com/forbear:0.1.0-SNAPSHOT .
#
# Needs nothing but Docker: Maven runs inside. Where target/ holds a jar already (CI), --build-arg JAR=target takes that
# one instead. What changes most rarely comes first, so that a new version of the service shares its lower layers.
ARG JDK=eclipse-temurin:25-jdk
ARG JRE=eclipse-temurin:25-jre
ARG JAR=build

FROM ${JDK} AS build
WORKDIR /src
COPY mvnw pom.xml ./
COPY .mvn .mvn
COPY src src
ENV MAVEN_USER_HOME=/maven
RUN --mount=type=cache,target=/maven ./mvnw -B -ntp -Dmaven.repo.local=/maven/repository -Dmaven.test.skip=true package

FROM scratch AS target
COPY target/*-exec.jar /src/target/

FROM ${JAR} AS jar

# From here on no command needs a shell, and so neither does the base image.
FROM ${JRE} AS extracted
COPY --from=jar /src/target/*-exec.jar /forbear.jar
RUN ["java", "-Djarmode=tools", "-jar", "/forbear.jar", "extract", "--layers", "--destination", "/layers"]
WORKDIR /empty

FROM ${JRE} AS service
COPY --from=extracted --chown=65532:65532 /empty /data
COPY --from=extracted /empty /plugins
COPY --from=extracted /layers/dependencies/ /app/
COPY --from=extracted /layers/snapshot-dependencies/ /app/
COPY --from=extracted /layers/application/ /app/
# The share of the container's memory that is the heap; replace it to give the JVM other options.
ENV JDK_JAVA_OPTIONS="-XX:MaxRAMPercentage=60" \
    FORBEAR_DATA_DIR=/data
# A number, so that Kubernetes sees that it is not root.
USER 65532:65532
WORKDIR /app

# A start up to the point where requests would come in, of which the JVM remembers classes, links and profiles. Its store
# and keys are thrown away with this stage.
FROM service AS trained
RUN ["java", "-XX:AOTCacheOutput=/tmp/forbear.aot", "-Xlog:aot=off", "--enable-native-access=ALL-UNNAMED", \
     "-Dspring.context.exit=onRefresh", "-cp", "/app/forbear.jar:/plugins/*", "dev.forbear.ForbearApplication", \
     "--forbear.data-dir=/tmp/training"]

FROM service
COPY --from=trained --chown=0:0 /tmp/forbear.aot /app/forbear.aot
VOLUME /data
EXPOSE 8080
# Options that do not fit the cache make the JVM start without it, which the service's log tells in one line instead of
# the JVM in several (they are to be had with -Xlog:aot:stderr). Jars in /plugins come behind, which keeps the cache valid.
ENTRYPOINT ["java", "-XX:AOTCache=/app/forbear.aot", "-Xlog:aot=off", "--enable-native-access=ALL-UNNAMED", \
            "-cp", "/app/forbear.jar:/plugins/*", "dev.forbear.ForbearApplication"]

ARG VERSION=0.1.0-SNAPSHOT
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Forbear" \
      org.opencontainers.image.description="A durable reconcile queue: it runs your tasks until they succeed, with patience." \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
