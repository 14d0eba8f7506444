"""Values of readiness: what watches, where an alert goes, who is on call, and the chain that joins them."""
