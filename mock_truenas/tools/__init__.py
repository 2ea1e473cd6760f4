"""The stand-ins for the NAS's tools: one small program each, answering from the model.

A module has `main(arguments) -> exit status`. They are started for every call, so
they import little.
"""
