"""What the product costs: inputs made by `demo`, measured side by side."""
