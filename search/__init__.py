"""Tables → full text. The index is a disposable copy of the archive."""
