# Two stages: wheels are resolved and installed in the first, the second carries only the result.
FROM python:3.13-slim AS build
WORKDIR /src
# For the compiled part of the name matcher and the rules of figures; without it everything works,
# only slower.
RUN apt-get update && apt-get install --yes --no-install-recommends gcc libc6-dev
RUN python -m venv /opt/tidings
ENV PATH="/opt/tidings/bin:$PATH" PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
COPY requirements.lock ./
RUN pip install --no-deps --only-binary :all: --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY bot ./bot
COPY handlers ./handlers
COPY wheels ./wheels
RUN pip install --no-deps .

FROM python:3.13-slim
# Chinese names on charts: a small font (5 MB) that draws them.
RUN apt-get update \
 && apt-get install --yes --no-install-recommends fonts-wqy-microhei \
 && rm -rf /var/lib/apt/lists/*
RUN useradd --create-home --uid 10001 tidings \
 && mkdir -p /srv/tidings/data \
 && chown tidings:tidings /srv/tidings/data
COPY --from=build /opt/tidings /opt/tidings
WORKDIR /srv/tidings
COPY config ./config
ENV PATH="/opt/tidings/bin:$PATH" PYTHONUNBUFFERED=1
USER tidings
VOLUME /srv/tidings/data
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["tidings", "health"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["tidings"]
CMD ["run"]
