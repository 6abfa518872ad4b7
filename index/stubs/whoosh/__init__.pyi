# The part of Whoosh that we use, typed. Modules that are not here are untyped.
