"""Books filled at random without a fault, faults planted in them, and what a check must then find."""
