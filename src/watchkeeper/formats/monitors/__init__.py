"""Monitors of other services, as their exports have them: Datadog, Sentry, uptime checks."""
