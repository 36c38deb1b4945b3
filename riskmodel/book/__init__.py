"""A broker's book: many providers over calendar years common to all, on Dask."""
