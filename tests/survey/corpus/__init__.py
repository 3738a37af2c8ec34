"""Files as surveyors send them, good and bad, made by code: each maker returns (name, bytes)."""
