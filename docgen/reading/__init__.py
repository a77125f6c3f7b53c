"""Reading anyone's tender documents: their text with its places, its figures, its faults."""
