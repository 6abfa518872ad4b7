"""What programs and people do to the lines of a text: pages, columns, gaps, marks, articles."""
