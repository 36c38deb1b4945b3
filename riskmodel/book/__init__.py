"""A broker's book: thousands of providers in one file, read, simulated and summed."""
