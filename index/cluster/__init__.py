"""An OpenSearch cluster as the index: the same seam, the same answers as the embedded engine.

Text is analysed here and sent as tokens, so both engines match alike and no plugin is needed.
"""
