# The program in an image of its own.
#
#   docker build -t sitegen .
#   docker run --rm -v "$PWD:/site" -u "$(id -u):$(id -g)" sitegen build
#   docker run --rm -v "$PWD:/site" -u "$(id -u):$(id -g)" -p 127.0.0.1:1414:1414 sitegen serve --bind 0.0.0.0
FROM rust:1.95-slim-bookworm AS build
WORKDIR /sitegen
COPY . .
RUN cargo install --locked --path . --profile dist --root /usr/local

# With git, which `publish` to a branch and `check` ask, and the certificates by which hosts are known.
FROM debian:bookworm-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates git \
    && rm -rf /var/lib/apt/lists/* \
    && git config --system --add safe.directory /site
COPY --from=build /usr/local/bin/sitegen /usr/local/bin/sitegen
WORKDIR /site
EXPOSE 1414
ENTRYPOINT ["sitegen"]
CMD ["build"]
