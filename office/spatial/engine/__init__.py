"""Django's PostGIS engine with a health check that does not cost a round trip on every request."""
