"""An exporter of a model server's metrics, whose accuracy is read from standard input: one number a line."""
import sys

from prometheus_client import Counter, Gauge, start_http_server

ACCURACY = Gauge("model_accuracy", "Accuracy on the validation set", ["model_name", "model_version"])
PREDICTIONS = Counter("model_predictions", "Answered predictions", ["model_name"])

if __name__ == "__main__":
    PREDICTIONS.labels(model_name="fraud_detector").inc()
    ACCURACY.labels(model_name="ranker", model_version="v7").set(0.97)
    ACCURACY.labels(model_name="fraud_detector", model_version="v2").set(0.96)
    start_http_server(int(sys.argv[1]), addr="127.0.0.1")
    for line in sys.stdin:
        ACCURACY.labels(model_name="fraud_detector", model_version="v2").set(float(line))
