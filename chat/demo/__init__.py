"""The demo organisation: a maker of walking maps that never was, with months of conversation."""
