"""An index on an OpenSearch cluster: the same seam and the same answers as the embedded engine.

Text is analysed here and sent as tokens, so both engines match alike and the cluster needs no
plugin.
"""
