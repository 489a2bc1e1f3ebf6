# One process that gets the signals, not root, on a file system that may be read-only: only /data is written.
#
#   docker build -t redleaf .
#   docker run --read-only -p 127.0.0.1:8000:8000 -v redleaf:/data -e ALLOW_CLEAR_TEXT=true -e ADMIN_ID=admin -e ADMIN_PASSWORD=… redleaf
#
# ALLOW_CLEAR_TEXT: within a container every caller comes from another machine. Publish the port on loopback, or set TLS_CERT and TLS_KEY.
ARG NODE_IMAGE=docker.io/library/node:24-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json ./
COPY clients/typescript/package.json clients/typescript/
COPY clients/cli clients/cli
RUN npm ci --no-audit --no-fund
COPY clients clients
COPY gen gen
COPY proto proto
COPY docs/openapi.json docs/
COPY src src
COPY tsconfig.json ./
# The image has Node 24 already: the packaged one would be another 120 MB.
RUN npm run build:dashboard && npm prune --omit=dev --no-audit --no-fund && rm -rf node_modules/node node_modules/.cache

FROM ${NODE_IMAGE}
ENV NODE_ENV=production HOST=0.0.0.0 DATA_DIR=/data
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/gen gen
COPY --from=build /app/src src
COPY --from=build /app/clients clients
COPY --from=build /app/docs docs
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 8000
# The process lives; whether it takes orders is /readyz, which no restart would mend.
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT ?? 8000}/livez`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "clients/cli/redleaf.ts"]
CMD ["serve"]
