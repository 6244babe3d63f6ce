# syntax=docker/dockerfile:1
# Autoland runs from source: Node strips the types. The first stage installs the pinned packages, the second holds what runs.
# The base by its digest, so that a build gives the same bytes again; docs/install.md says how to take another.
ARG NODE_IMAGE=public.ecr.aws/docker/library/node:24.21.0-bookworm-slim@sha256:0e0ff40c39bc087845bfb27465a0df4ea419520094bc35842ff83dd8cbe6f9b6

FROM ${NODE_IMAGE} AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# By the lockfile, each package with its checksum; none of their scripts runs. What only compilers and debuggers read stays out.
RUN npm ci --omit=dev --ignore-scripts \
  && find node_modules -type f \( -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' -o -name '*.map' \) -delete
COPY src src
# The simulated AWS and the demo are for developers.
RUN rm -rf src/simulator src/demo
# Nothing is compiled ahead: Node's cache is each user's own and differs from build to build.

FROM ${NODE_IMAGE}
# A day of Debian's archive, so that the same packages come again; empty takes what Debian has today.
ARG DEBIAN_SNAPSHOT=20261120T000000Z
RUN if [ -n "$DEBIAN_SNAPSHOT" ]; then \
    rm -f /etc/apt/sources.list.d/*; \
    printf 'deb [check-valid-until=no] http://snapshot.debian.org/archive/debian/%s bookworm main\ndeb [check-valid-until=no] http://snapshot.debian.org/archive/debian-security/%s bookworm-security main\n' "$DEBIAN_SNAPSHOT" "$DEBIAN_SNAPSHOT" > /etc/apt/sources.list; \
  fi \
  && apt-get update \
  && apt-get install --yes --no-install-recommends git ca-certificates \
  && rm -rf /var/lib/apt/lists/* /var/cache/* /var/log/*
# The running program needs neither a package manager nor a way to build packages.
RUN rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack /usr/local/bin/yarn /usr/local/bin/yarnpkg /opt/yarn*
WORKDIR /app
COPY package.json ./
COPY --from=packages /app/node_modules node_modules
COPY --from=packages /app/src src
# Times of files are those of the build's source, seconds since 1970; BuildKit fills it in.
ARG SOURCE_DATE_EPOCH=0
RUN find /app -exec touch --no-dereference --date="@${SOURCE_DATE_EPOCH}" {} +
# The one place that is written: copies of repositories. The root may be read-only.
RUN mkdir /cache && chown node:node /cache
ENV NODE_ENV=production AUTOLAND_CACHE=/cache TMPDIR=/cache HOME=/cache \
  MALLOC_ARENA_MAX=1 MALLOC_MMAP_THRESHOLD_=32768 MALLOC_TRIM_THRESHOLD_=65536
USER node
VOLUME ["/cache"]
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s CMD ["node", "-e", "fetch('http://127.0.0.1:8080/healthz').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# V8 lets garbage grow to several times what lives, and while it marks at leisure much more is made; these (and MALLOC_* above, for what answers and
# archives take outside of its heap) keep a thousand targets below 200 MiB and take less processor time, for pauses of a few hundredths of a second.
ENTRYPOINT ["node", "--max-semi-space-size=2", "--heap-growing-percent=10", "--no-incremental-marking", "--single-threaded-gc", "--import", "./src/check-node.mjs", "src/main.ts"]
CMD ["run"]
