"""Loading names from the fixtures: the country's divisions, other forms of divisions, places, sample streets."""
