# The part of Whoosh that we use, typed.
