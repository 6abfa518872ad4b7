"""The tree of a page, walked once: its blocks, what they weigh, what the page declares."""
