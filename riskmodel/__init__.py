"""What a software error may cost an IT provider: from a described project to euros, chances and who pays.

The stages of the method are the modules of this package; ``docs/model.md`` describes them in order.
Nothing is imported here, so that a short command stays short.
"""

__version__ = "0.1.0"
