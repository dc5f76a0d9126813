FROM python:3.11-slim-bookworm

WORKDIR /srv/zipingbiao
COPY requirements/run.txt requirements/run.txt
RUN pip install --no-cache-dir --require-hashes --only-binary :all: -r requirements/run.txt
COPY pyproject.toml README.md LICENSE ./
COPY cli cli
COPY extractor extractor
COPY models models
COPY review_ui review_ui
COPY worker worker
RUN pip install --no-cache-dir --no-index --no-deps --no-build-isolation . \
    && useradd --uid 10001 --home-dir /data --shell /usr/sbin/nologin zipingbiao \
    && install -d -m 0700 -o zipingbiao /data

USER zipingbiao
WORKDIR /data
ENV ZIPINGBIAO_DATA=/data
VOLUME /data
EXPOSE 8765
ENTRYPOINT ["zipingbiao"]
CMD ["serve", "--host", "0.0.0.0"]
