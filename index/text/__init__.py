"""Text to tokens: folding, segmentation, analysis, near duplicates."""
