"""Files as bytes: their names, what they are, where they lie. Not who may have them."""
