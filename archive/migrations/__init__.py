"""The archive's schema, version by version. The names here spare an up-to-date archive the import of alembic."""

KNOWN = ("0001", "0002", "0003", "0004")
"""Every schema version that this program can bring up to date, oldest first; one for each file in versions/."""

HEAD = KNOWN[-1]
"""The schema version that archive.models describes."""
