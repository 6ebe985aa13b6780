"""The web → plain records. Knows no database, no index and no terminal."""
