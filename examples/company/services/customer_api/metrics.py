"""What the customer API tells of itself."""

from prometheus_client import Counter, Histogram

REQUESTS = Counter("customer_api_requests_total", "Requests answered", ["service", "code"])
SECONDS = Histogram("customer_api_request_seconds", "Seconds that an answer took", ["service"])
