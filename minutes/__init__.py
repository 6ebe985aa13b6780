"""The application: the only place that knows more than one of scraper, archive and search."""
