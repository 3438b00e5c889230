"""Model practice: what keeps models worth relying on."""
