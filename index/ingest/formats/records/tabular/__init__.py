"""Tables with rows and columns: what their names mean, which rows are reports."""
