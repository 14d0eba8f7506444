"""Metrics that no application has to export: those of exporters, platforms and standard libraries."""

from __future__ import annotations

PREFIXES = {
    "node_": "node_exporter", "kube_": "kube-state-metrics", "container_": "cAdvisor", "machine_": "cAdvisor",
    "go_": "the Go client library", "process_": "the client library", "python_": "the Python client library",
    "promhttp_": "the Go client library", "jvm_": "the JVM client library", "nodejs_": "the Node client library",
    "http_server_": "the instrumentation of OpenTelemetry", "http_client_": "the instrumentation of OpenTelemetry",
    "rpc_server_": "the instrumentation of OpenTelemetry", "db_client_": "the instrumentation of OpenTelemetry",
    "traces_spanmetrics_": "span metrics", "calls_total": "span metrics", "duration_milliseconds": "span metrics",
    "nginx_": "an nginx exporter", "pg_": "postgres_exporter", "mysql_": "mysqld_exporter", "redis_": "redis_exporter",
    "mongodb_": "mongodb_exporter", "probe_": "blackbox_exporter", "kafka_": "a Kafka exporter",
    "rabbitmq_": "RabbitMQ", "elasticsearch_": "elasticsearch_exporter", "haproxy_": "HAProxy", "etcd_": "etcd",
    "apiserver_": "Kubernetes", "kubelet_": "Kubernetes", "coredns_": "CoreDNS", "workqueue_": "Kubernetes",
    "rest_client_": "Kubernetes", "scheduler_": "Kubernetes", "storage_operation_": "Kubernetes",
    "alertmanager_": "Alertmanager", "prometheus_": "Prometheus", "istio_": "Istio", "envoy_": "Envoy",
    "traefik_": "Traefik", "windows_": "windows_exporter", "aws_": "a CloudWatch exporter", "snmp_": "snmp_exporter",
    "celery_": "a Celery exporter", "django_": "django-prometheus", "flask_": "a Flask exporter",
    "gunicorn_": "gunicorn", "uwsgi_": "uWSGI", "ruby_": "a Ruby exporter", "puma_": "Puma", "sidekiq_": "Sidekiq",
    "hikaricp_": "Micrometer", "tomcat_": "Micrometer", "logback_": "Micrometer", "system_": "Micrometer",
    "aspnetcore_": "ASP.NET Core", "dotnet_": ".NET", "kestrel_": "ASP.NET Core", "argocd_": "Argo CD",
    "certmanager_": "cert-manager", "push_": "the Pushgateway", "pushgateway_": "the Pushgateway",
    "cloudwatch_": "a CloudWatch exporter", "stackdriver_": "a Google Cloud exporter", "loki_": "Loki",
    "grafana_": "Grafana", "thanos_": "Thanos", "cortex_": "Mimir", "minio_": "MinIO", "vault_": "Vault",
    "consul_": "Consul", "nomad_": "Nomad", "zookeeper_": "ZooKeeper", "cassandra_": "a Cassandra exporter",
}  # fmt: skip
NAMES = {
    "up": "Prometheus itself", "ALERTS": "Prometheus itself", "ALERTS_FOR_STATE": "Prometheus itself",
    "scrape_duration_seconds": "Prometheus itself", "scrape_samples_scraped": "Prometheus itself",
    "target_info": "OpenTelemetry",
}  # fmt: skip


def exporter_of(metric: str) -> str:
    """Who exports a metric that is not the application's own; "" if nobody is known to."""
    if metric in NAMES:
        return NAMES[metric]
    return next((who for prefix, who in PREFIXES.items() if metric.startswith(prefix)), "")
