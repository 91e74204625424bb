"""What is counted of Slack's requests. Labels are kinds and names of ours, never anything a person typed."""

from prometheus_client import Counter, Histogram

REQUESTS = Counter("leadbot_requests", "Requests from Slack, by what became of them", ["kind", "name", "outcome"])
ACK_SECONDS = Histogram(
    "leadbot_ack_seconds", "From a request's arrival to its ack", ["kind"], buckets=(0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 0.8, 1.5, 2.5, 3)
)
SLACK_CALLS = Counter("leadbot_slack_calls", "Calls of Slack's Web API, by HTTP status", ["method", "status"])
