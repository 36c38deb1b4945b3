"""Everything a reader sees: languages, formats, figures, pages, PDF and Excel.

Lower floors raise codes and values; words for them are found here.
"""
