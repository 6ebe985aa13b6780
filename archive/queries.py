"""The questions that the archive asks of its tables, longer than a line."""

BY_ADDRESS = (
    "SELECT key, id FROM decision WHERE url IN (?, ?) UNION SELECT d.key, d.id FROM page p "
    "JOIN decision d ON d.key = p.decision_key WHERE p.url IN (?, ?)"
)
BY_END = "SELECT key, id FROM decision WHERE length(id) > length(?) AND substr(id, ?) = ? ORDER BY id LIMIT ?"
AGENDAS = """
SELECT d.url, d.kind, substr(d.id, length(d.source) + 2) AS platform_id, d.id LIKE d.source || ':%' AS named,
       d.title, d.body, d.date, p.etag, p.last_modified
FROM decision d LEFT JOIN page p ON p.key = (
    SELECT key FROM page WHERE decision_key = d.key AND url = d.url ORDER BY fetched DESC, key DESC LIMIT 1)
WHERE d.source = ? AND d.status = 'agenda' AND d.withdrawn = 0 AND d.url IS NOT NULL
ORDER BY d.date DESC, d.id
"""
FAILURES = """
SELECT url, kind, platform_id, 1 AS named, title, body, date, reason, attempts, last_failed
FROM failure WHERE ? IS NULL OR source = ? ORDER BY last_failed, key
"""
VALIDATORS = """
SELECT etag, last_modified FROM (
    SELECT etag, last_modified, updated AS seen FROM feed_state WHERE url = ?
    UNION ALL SELECT etag, last_modified, fetched FROM page WHERE url = ? AND decision_key IS NOT NULL)
ORDER BY seen DESC LIMIT 1
"""
PAGES = """
SELECT p.*, s.size, s.content, d.platform FROM page p JOIN snapshot s ON s.sha256 = p.sha256
LEFT JOIN decision d ON d.key = p.decision_key
WHERE p.key > ? AND (? IS NULL OR p.source = ?) AND (
    d.snapshot = p.sha256
    OR (d.key IS NULL AND NOT EXISTS (SELECT 1 FROM page n WHERE n.url = p.url AND p.url <> '' AND n.key > p.key)))
ORDER BY p.key LIMIT ?
"""
