"""Plain records → tables. The archive is the truth; it knows scraper.records and nothing of search."""
