"""The drill: judges each link from a failure to a person awake."""
