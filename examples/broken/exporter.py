"""Metrics of the recommender, scraped on port 8080."""
from prometheus_client import Counter, Gauge, Histogram, Summary, start_http_server

RANK_LATENCY = Histogram(
    "rank_duration_seconds",
    "How long ranking one request takes",
    ["model_name", "region"],
    buckets=(0.01, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6),
)
RANK_FAILURES = Counter("rank_failures", "Requests that could not be ranked", ["model_name"])
CLICK_RATE = Gauge("click_rate", "Share of shown items that were clicked", ["model_name", "model_version"])
RANK_SCORE = Summary("rank_score", "Scores given to items", ["model_name"])

if __name__ == "__main__":
    start_http_server(8080)
    CLICK_RATE.labels(model_name="two-tower", model_version="7").set(0.031)
