<<<<<<< HEAD
"""A broker's book: many providers over calendar years common to all, on Dask."""
=======
"""A broker's book: thousands of providers in one file, read, simulated and summed."""
>>>>>>> w-read
