# The image of a rack's server and agent: `docker run … server` and `docker run … agent`. BASE is any Debian with Node.js 20
# or newer and npm. dist/ must have been built (npm run build); `rack install` and `rack up --containers` do all of it.
ARG BASE=node:26-bookworm-slim

# The dependencies, with what compiles them. Changes only with package-lock.json.
FROM ${BASE} AS dependencies
WORKDIR /rack
COPY image/dependencies.sh package.json package-lock.json ./
RUN --mount=type=cache,target=/root/.npm sh dependencies.sh

# git serves the repositories, ssh-keygen makes the host keys; the engine is spoken to at its socket.
FROM ${BASE}
RUN apt-get update -q \
 && apt-get install -qy --no-install-recommends git openssh-client ca-certificates \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt/*.bin /var/log/apt /var/log/dpkg.log \
 && mkdir -p /data /var/lib/rack-agent && chown 1000:1000 /data
WORKDIR /rack
ENV NODE_ENV=production
COPY --from=dependencies /rack/node_modules node_modules
COPY package.json ./
COPY docker/warden.pl docker/
COPY hooks hooks
COPY templates templates
COPY console console
COPY dist dist
EXPOSE 2222 5443
# Starts as root to find the group of the engine's socket; the server goes on as user 1000, the agent needs to read root's log files.
ENTRYPOINT ["node", "--enable-source-maps", "dist/image/main.js"]
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s CMD ["node", "dist/image/main.js", "health"]
