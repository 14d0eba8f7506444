"""Reads who is on call: calendars, exports of pagers, plain rotas."""
