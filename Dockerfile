# The bot alone, against a PostgreSQL of yours: docker run --env-file .env -p 3000:3000 leadbot
FROM python:3.13-slim
ENV PYTHONUNBUFFERED=1 PYTHONPATH=/app PIP_DISABLE_PIP_VERSION_CHECK=1 LEADBOT_HOST=0.0.0.0
WORKDIR /app
COPY requirements.lock ./
RUN pip install --no-cache-dir --require-hashes --no-deps -r requirements.lock && useradd --system leadbot
COPY manifest.yml ./
COPY bot bot
COPY handlers handlers
COPY crm crm
COPY store store
COPY migrations migrations
USER leadbot
EXPOSE 3000
ENTRYPOINT ["python", "-m", "bot"]
CMD ["serve"]
