"""The questions that the archive asks of its tables, longer than a line."""

BY_ADDRESS = (
    "SELECT key, id FROM decision WHERE url IN (?, ?) UNION SELECT d.key, d.id FROM page p "
    "JOIN decision d ON d.key = p.decision_key WHERE p.url IN (?, ?)"
)
BY_END = (
    "SELECT key, id FROM decision WHERE length(id) > length(?1) AND substr(id, -length(?1)) = ?1 "
    "OR length(url) > length(?1) AND substr(url, -length(?1)) = ?1 "
    "AND (substr(url, -length(?1) - 1, 1) || substr(?1, 1, 1)) NOT GLOB '[-0-9A-Za-z][0-9A-Za-z]' ORDER BY id LIMIT ?2"
)
"""The end of an id, or of the address that lists show, in which the parameters may stand in another order: whole words of it."""
BY_BEGINNING = "SELECT key, id FROM decision WHERE substr(id, 1, length(?1)) = ?1 ORDER BY id LIMIT ?2"
_LISTED = "iif(d.section IS NULL, d.title, trim('§ ' || d.section || ' ' || coalesce(d.title, '')))"
"""A decision's title as lists show it, § first: some systems' documents say their § nowhere else."""
_LINK = f"""
SELECT d.url, d.kind, substr(d.id, length(d.source) + 2) AS platform_id, d.id LIKE d.source || ':%' AS named,
       {_LISTED} AS title, d.body, d.date, d.withdrawn, d.first_seen, p.etag, p.last_modified
"""
_ITS_PAGE = """
LEFT JOIN page p ON p.key = (
    SELECT key FROM page WHERE url = d.url AND decision_key IS NOT NULL ORDER BY fetched DESC, key DESC LIMIT 1)
"""
AGENDAS = f"""
{_LINK} FROM decision d LEFT JOIN recheck r ON r.decision_key = d.key {_ITS_PAGE}
WHERE d.source = ? AND d.status = 'agenda' AND d.withdrawn = 0 AND d.url IS NOT NULL
    AND r.gone_since IS NULL AND r.last_answer IS NOT 'outage'
ORDER BY d.date DESC, d.id
"""
DUE = f"""
{_LINK} FROM (
    SELECT r.decision_key, r.gone_since IS NULL AS is_there, r.due FROM recheck r JOIN decision d ON d.key = r.decision_key
    WHERE r.source = ? AND r.due <= ? AND NOT EXISTS (SELECT 1 FROM failure f WHERE f.source = r.source AND f.url = d.url)
    ORDER BY is_there, r.due, r.decision_key LIMIT ?) r
JOIN decision d ON d.key = r.decision_key {_ITS_PAGE}
ORDER BY r.is_there, r.due, r.decision_key
"""
"""Pages that are missed come first: they are asked for every day however much else is due."""
MISSED = """
SELECT d.url, r.gone_since, r.gone_times FROM recheck r JOIN decision d ON d.key = r.decision_key
WHERE r.source = ? AND r.gone_since IS NOT NULL AND d.withdrawn = 0
"""
SAMPLE = f"""
{_LINK} FROM recheck r JOIN decision d ON d.key = r.decision_key {_ITS_PAGE}
WHERE r.source = ? AND d.withdrawn = 0
ORDER BY (r.decision_key * 7919 + ?) % 10007, r.decision_key LIMIT ?
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
PAGES = f"""
SELECT p.*, s.size, s.content, d.platform, {_LISTED} AS said_title, d.body AS said_body, d.date AS said_date
FROM page p JOIN snapshot s ON s.sha256 = p.sha256
LEFT JOIN decision d ON d.key = p.decision_key
WHERE p.key > ? AND (? IS NULL OR p.source = ?) AND (
    d.snapshot = p.sha256
    OR (d.key IS NULL AND NOT EXISTS (SELECT 1 FROM page n WHERE n.url = p.url AND p.url <> '' AND n.key > p.key)))
ORDER BY p.key LIMIT ?
"""
